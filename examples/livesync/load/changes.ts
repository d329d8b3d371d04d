import { emojis, members, statuses, type Change } from '../shared/tracker.js';
import type { Random } from './random.js';

/** What the writers know of a project: enough to ask for changes that make sense. */
export interface KnownProject {
  readonly id: string;
  readonly issues: KnownIssue[];
}

interface KnownIssue {
  readonly id: string;
  readonly comments: string[];
}

/** How many of the changes break a rule of the database. */
const refused = 0.02;

/** @param id unlike all others; new issues and comments get it */
export function randomChange(random: Random, { issues }: KnownProject, id: string): Change {
  const issue = issues.length === 0 ? undefined : random.pick(issues);
  if (issue !== undefined && random.chance(refused)) return refusedChange(random, issue);
  if (issue === undefined || random.chance(0.08))
    return { name: 'issue.created', data: { id, title: `Issue ${id}` } };
  const member = random.pick(members).id;
  const kind = random.next();
  if (kind < 0.03) return { name: 'project.renamed', data: { name: `Project, since ${id}` } };
  if (kind < 0.04 && issues.length > 5) return { name: 'issue.deleted', data: { id: issue.id } };
  if (kind < 0.34)
    return {
      name: 'comment.added',
      data: { issueId: issue.id, comment: { id, author: member, text: `As ${id} says` } },
    };
  const [comment] = issue.comments;
  if (kind < 0.44 && comment !== undefined)
    return { name: 'comment.deleted', data: { issueId: issue.id, id: comment } };
  if (kind < 0.58) {
    const reaction = { member, emoji: random.pick(emojis) };
    return { name: 'reaction.set', data: { issueId: issue.id, reaction, given: random.chance(0.7) } };
  }
  if (kind < 0.8) return { name: 'issue.changed', data: { id: issue.id, status: random.pick(statuses) } };
  return { name: 'issue.changed', data: { id: issue.id, title: `Title of ${id}`, assignee: member } };
}

/** A text that is too long or empty, or an id that is taken. */
function refusedChange(random: Random, { id }: KnownIssue): Change {
  return random.pick<Change>([
    { name: 'issue.changed', data: { id, title: 'x'.repeat(141) } },
    { name: 'issue.created', data: { id, title: 'Again' } },
    { name: 'project.renamed', data: { name: '' } },
  ]);
}

/** What was decided, for the changes to come. */
export function note({ issues }: KnownProject, { name, data }: Change): void {
  if (name === 'issue.created') issues.push({ id: data.id, comments: [] });
  if (name === 'comment.added') issues.find(({ id }) => id === data.issueId)?.comments.push(data.comment.id);
  if (name === 'issue.deleted' || name === 'comment.deleted') {
    const from = name === 'issue.deleted' ? issues : issues.find(({ id }) => id === data.issueId)?.comments;
    const index = from?.findIndex((each) => (typeof each === 'string' ? each : each.id) === data.id) ?? -1;
    if (index >= 0) from?.splice(index, 1);
  }
}
