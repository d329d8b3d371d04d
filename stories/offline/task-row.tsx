import { useModel, useOptimistic } from 'ably-models-react';
import { useState } from 'react';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { CrossIcon } from '../ui/icons.js';
import type { TaskEvent, TaskList } from './backend/task.js';
import type { AppContext } from './tab.js';

interface TaskRowProps {
  readonly app: AppContext;
  /** As the list has it: shown until the task itself is there. */
  readonly task: TaskList['tasks'][number];
  readonly onDelete: (title: string) => void;
}

export function TaskRow({ app, task: { id, title: firstTitle }, onDelete }: TaskRowProps) {
  const { data, confirmed } = useModel(app.task(id));
  const { mutate } = useOptimistic(app.task(id), { event: (event: TaskEvent) => event, send: app.send });
  const { title = firstTitle, done = false } = data ?? {};
  const isPending = title !== (confirmed?.title ?? title) || done !== (confirmed?.done ?? done);
  return (
    <li className="task">
      <input
        className="check"
        type="checkbox"
        aria-label={`Done: ${title}`}
        disabled={data === undefined}
        checked={done}
        onChange={() => mutate({ name: 'task.done-set', data: { id, title, done: !done } })}
      />
      <TitleField
        title={title}
        isDisabled={data === undefined}
        onChange={(next) => mutate({ name: 'task.renamed', data: { id, title: next } })}
      />
      {isPending && <Badge tone="accent">Pending</Badge>}
      <Button
        look="quiet"
        className="task__delete"
        aria-label={`Delete “${title}”`}
        onClick={() => onDelete(title)}
      >
        <CrossIcon />
      </Button>
    </li>
  );
}

interface TitleFieldProps {
  readonly title: string;
  readonly isDisabled: boolean;
  readonly onChange: (title: string) => void;
}

/** Enter or leaving saves, Escape does not; until then others' edits are not shown. */
function TitleField({ title, isDisabled, onChange }: TitleFieldProps) {
  const [draft, setDraft] = useState<string>();
  const save = () => {
    setDraft(undefined);
    const next = draft?.trim() ?? '';
    if (next !== '' && next !== title) onChange(next);
  };
  return (
    <input
      className="task__title"
      aria-label={`Title of “${title}”`}
      autoComplete="off"
      disabled={isDisabled}
      value={draft ?? title}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={save}
      onKeyDown={(event) => {
        if (event.key === 'Enter') save();
        if (event.key === 'Escape') setDraft(undefined);
      }}
    />
  );
}
