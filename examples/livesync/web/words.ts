import { members, type Change, type Status } from '../shared/tracker.js';

export const statusNames: Readonly<Record<Status, string>> = { todo: 'Todo', doing: 'Doing', done: 'Done' };

export function nameOf(memberId: string | null): string {
  if (memberId === null) return 'Nobody';
  return members.find(({ id }) => id === memberId)?.name ?? memberId;
}

/** A change in words. @param titleOf the title of an issue, if it is there */
export function describe(change: Change, titleOf: (issueId: string) => string | undefined): string {
  const issue = (id: string) => `“${titleOf(id) ?? 'an issue that is gone'}”`;
  switch (change.name) {
    case 'project.renamed':
      return 'Rename the project';
    case 'issue.created':
      return 'New issue';
    case 'issue.changed': {
      const { id, title, status, assignee } = change.data;
      if (title !== undefined) return `New title of ${issue(id)}`;
      if (status !== undefined) return `Move ${issue(id)} to ${statusNames[status]}`;
      if (assignee === null) return `Assign ${issue(id)} to nobody`;
      return `Assign ${issue(id)} to ${nameOf(assignee ?? null)}`;
    }
    case 'issue.deleted':
      return `Delete ${issue(change.data.id)}`;
    case 'comment.added':
      return `Comment on ${issue(change.data.issueId)}`;
    case 'comment.deleted':
      return `Delete a comment on ${issue(change.data.issueId)}`;
    case 'reaction.set':
      return `${change.data.given ? 'Give' : 'Take back'} ${change.data.reaction.emoji} for ${issue(change.data.issueId)}`;
  }
}

/** What a member has typed, if the change has any of it. */
export function textOf(change: Change): string | undefined {
  switch (change.name) {
    case 'project.renamed':
      return change.data.name;
    case 'issue.created':
    case 'issue.changed':
      return change.data.title;
    case 'comment.added':
      return change.data.comment.text;
    default:
      return undefined;
  }
}

/** The same change with another text. */
export function withText(change: Change, text: string): Change {
  switch (change.name) {
    case 'project.renamed':
      return { ...change, data: { name: text } };
    case 'issue.created':
      return { ...change, data: { ...change.data, title: text } };
    case 'issue.changed':
      return { ...change, data: { ...change.data, title: text } };
    case 'comment.added':
      return { ...change, data: { ...change.data, comment: { ...change.data.comment, text } } };
    default:
      return change;
  }
}

/** What a change is of: the ids of the issue, and of the comment. */
export function idsOf({ data }: Change): readonly string[] {
  if ('comment' in data) return [data.issueId, data.comment.id];
  if ('issueId' in data) return [data.issueId];
  return 'id' in data ? [data.id] : [];
}
