import { members, statuses, type Issue, type Status } from '../shared/tracker.js';
import { Avatar } from './avatar.js';
import { ChevronIcon, StatusIcon } from './icons.js';
import { nameOf, statusNames } from './words.js';

interface SelectProps<T> {
  readonly issue: Issue;
  readonly onChange: (value: T) => void;
  /** Whether the choice is spelt out, or an icon stands for it. */
  readonly isWide?: boolean;
}

/** The browser's own list, in the look of an icon: it lies over it, and is not seen. */
export function StatusSelect({ issue: { title, status }, onChange, isWide = false }: SelectProps<Status>) {
  return (
    <span className={`picker picker--${status}${isWide ? ' picker--wide' : ''}`}>
      <StatusIcon status={status} />
      {isWide && <span className="picker__choice">{statusNames[status]}</span>}
      {isWide && <ChevronIcon />}
      <select
        aria-label={`Status of “${title}”`}
        title="Status"
        value={status}
        onChange={(event) => onChange(event.target.value as Status)}
      >
        {statuses.map((each) => (
          <option key={each} value={each}>
            {statusNames[each]}
          </option>
        ))}
      </select>
    </span>
  );
}

export function AssigneeSelect({
  issue: { title, assignee },
  onChange,
  isWide = false,
}: SelectProps<string | null>) {
  return (
    <span className={`picker${isWide ? ' picker--wide' : ''}`}>
      <Avatar memberId={assignee} />
      {isWide && <span className="picker__choice">{nameOf(assignee)}</span>}
      {isWide && <ChevronIcon />}
      <select
        aria-label={`Assignee of “${title}”`}
        title={`Assignee: ${nameOf(assignee)}`}
        value={assignee ?? ''}
        onChange={({ target: { value } }) => onChange(value === '' ? null : value)}
      >
        <option value="">Nobody</option>
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </span>
  );
}
