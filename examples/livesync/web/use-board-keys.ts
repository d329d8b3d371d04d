import { members, statuses, type Change, type Project } from '../shared/tracker.js';
import { cardOf, editTitle, focusCard, neighbourOf, type Direction } from './cards.js';
import { commentFieldId } from './comments.js';
import { newIssueFieldId } from './new-issue.js';
import { go } from './place.js';
import { useShortcuts, type Key } from './use-shortcuts.js';

interface BoardKeysOptions {
  readonly project: Project | undefined;
  readonly openId: string | undefined;
  readonly onChange: (change: Change) => void;
  readonly onClose: () => void;
  readonly onHelp: () => void;
}

/** What the keys do to the issue that is open, or else to the one in focus. */
export function useBoardKeys({ project, openId, onChange, onClose, onHelp }: BoardKeysOptions): void {
  const current = () => {
    const wanted = openId ?? cardOf(document.activeElement);
    return project?.issues.find(({ id }) => id === wanted);
  };

  const move = (direction: Direction) => {
    const next = neighbourOf(current()?.id, direction);
    if (project === undefined || next === undefined) return;
    if (openId === undefined) focusCard(next);
    else go(project.id, next);
  };

  const press = (key: Key) => {
    if (key === '?') onHelp();
    else if (key === 'Escape') onClose();
    else if (key === 'n') document.getElementById(newIssueFieldId)?.focus();
    const issue = current();
    if (project === undefined || issue === undefined) return;
    const { id, assignee } = issue;
    if (key === 'e') editTitle(id);
    else if (key === 'c') {
      go(project.id, id);
      // The panel is there when the address has changed, and React has followed.
      requestAnimationFrame(() => document.getElementById(commentFieldId)?.focus());
    } else if (key === 'a') {
      const next = members[members.findIndex((member) => member.id === assignee) + 1];
      onChange({ name: 'issue.changed', data: { id, assignee: next?.id ?? null } });
    } else {
      const status = statuses[Number(key) - 1];
      if (status !== undefined && status !== issue.status)
        onChange({ name: 'issue.changed', data: { id, status } });
    }
  };

  useShortcuts({ move, press });
}
