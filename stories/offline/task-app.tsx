import { useModel, useOptimistic } from 'ably-models-react';
import { useState, type ReactNode } from 'react';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { StatusBar } from '../ui/status-bar.js';
import type { ListEvent } from './backend/task.js';
import { KeptBadges } from './kept-badges.js';
import type { AppContext } from './tab.js';
import { TaskRow } from './task-row.js';

interface TaskAppProps {
  readonly app: AppContext;
  /** What else the page shows, below the tasks. */
  readonly children?: ReactNode;
}

/** The application: it does not know whether there is a network, and does nothing about it. */
export function TaskApp({ app, children }: TaskAppProps) {
  const { data, confirmed } = useModel(app.list);
  const { mutate } = useOptimistic(app.list, { event: (event: ListEvent) => event, send: app.send });
  const confirmedIds = new Set(confirmed?.tasks.map(({ id }) => id));
  return (
    <>
      <div className="panel tasks">
        <div className="tasks__head">
          <h3 className="panel__title">Launch day</h3>
          <KeptBadges of={app.list} />
        </div>
        {data === undefined && (
          <p className="panel__soft" role="status">
            Loading…
          </p>
        )}
        <ul aria-label="Tasks">
          {data?.tasks.map((task) =>
            confirmedIds.has(task.id) ? (
              <TaskRow
                key={task.id}
                app={app}
                task={task}
                onDelete={(title) => mutate({ name: 'task.deleted', data: { id: task.id, title } })}
              />
            ) : (
              // No row that can be edited: what is sent for one model does not wait for another, and an edit could
              // overtake the very task that it edits.
              <li className="task" key={task.id}>
                <input className="check" type="checkbox" aria-label={`Done: ${task.title}`} disabled />
                <span className="task__new">{task.title}</span>
                <Badge tone="accent">New</Badge>
              </li>
            ),
          )}
        </ul>
        <AddTask
          isDisabled={data === undefined}
          onAdd={(title) => mutate({ name: 'task.added', data: { id: crypto.randomUUID(), title } })}
        />
      </div>
      {children}
      <StatusBar of={app.list} />
    </>
  );
}

interface AddTaskProps {
  readonly isDisabled: boolean;
  readonly onAdd: (title: string) => void;
}

function AddTask({ isDisabled, onAdd }: AddTaskProps) {
  const [title, setTitle] = useState('');
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(title.trim());
        setTitle('');
      }}
    >
      <input
        className="field"
        aria-label="Add a task"
        placeholder="Add a task"
        autoComplete="off"
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={isDisabled || title.trim() === ''}>
        Add
      </Button>
    </form>
  );
}
