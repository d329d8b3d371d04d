import { statuses, type Change, type Project } from '../shared/tracker.js';
import { IssueCard } from './issue-card.js';
import { NewIssue } from './new-issue.js';
import { useFocusThatFollows } from './use-focus-that-follows.js';
import type { Pending } from './use-pending.js';
import { statusNames } from './words.js';

interface BoardProps {
  readonly project: Project;
  readonly pending: ReadonlyMap<string, Pending>;
  readonly openIssueId: string | undefined;
  readonly onChange: (change: Change) => void;
}

/** The issues by status: three columns, one below the other where the window is narrow. */
export function Board({ project, pending, openIssueId, onChange }: BoardProps) {
  const focus = useFocusThatFollows(project);
  return (
    <div className="board" {...focus}>
      {statuses.map((status) => {
        const issues = project.issues.filter((issue) => issue.status === status);
        const headingId = `column-${status}`;
        return (
          <section className="column" key={status} aria-labelledby={headingId}>
            <h2 className="column__head" id={headingId}>
              {statusNames[status]} <span className="column__count">{issues.length}</span>
            </h2>
            {status === 'todo' && (
              <NewIssue
                onCreate={(title) =>
                  onChange({ name: 'issue.created', data: { id: crypto.randomUUID(), title } })
                }
              />
            )}
            <ul className="column__list" aria-labelledby={headingId}>
              {issues.map((issue) => (
                <IssueCard
                  key={issue.id}
                  projectId={project.id}
                  issue={issue}
                  pending={pending.get(issue.id)}
                  isOpen={issue.id === openIssueId}
                  onChange={onChange}
                />
              ))}
            </ul>
            {issues.length === 0 && <p className="column__empty">Nothing here</p>}
          </section>
        );
      })}
    </div>
  );
}
