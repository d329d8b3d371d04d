import type { ChangeEvent } from 'ably-models-react';
import { inField, keyedList, mergeChanges } from 'ably-models-react/merge';
import type { Changes, Comment, Issue, Project } from './tracker.js';

type Told<Name extends keyof Changes> = ChangeEvent<string, Changes[Name]>;

/** The backend counts the versions: an older change of an issue never takes the place of a newer one. */
const issues = keyedList((issue: Issue) => issue.id, { version: ({ version }) => version });
const comments = keyedList((comment: Comment) => comment.id);

/**
 * What each change does to a project, on the screen and in a load run alike. Pure, and idempotent: merged once more,
 * a change leaves the project as it is. A change of what is not there (it was deleted meanwhile) changes nothing.
 */
export const mergeProject = {
  'project.renamed': mergeChanges<Project>,

  // Not `put`: told once more, it would take the place of an issue that has changed since.
  'issue.created': (project: Project, { data }: Told<'issue.created'>): Project =>
    project.issues.some(({ id }) => id === data.id)
      ? project
      : { ...project, issues: [...project.issues, newIssue(data)] },

  'issue.changed': inField('issues', issues.update),

  'issue.deleted': inField('issues', issues.remove),

  'comment.added': (project: Project, event: Told<'comment.added'>): Project =>
    withIssue(project, event.data.issueId, (issue) =>
      inField('comments', comments.put)(issue, { ...event, data: event.data.comment }),
    ),

  'comment.deleted': (project: Project, event: Told<'comment.deleted'>): Project =>
    withIssue(project, event.data.issueId, (issue) => inField('comments', comments.remove)(issue, event)),

  'reaction.set': (project: Project, { data }: Told<'reaction.set'>): Project =>
    withIssue(project, data.issueId, (issue) => withReaction(issue, data)),
};

function newIssue({ id, title }: Changes['issue.created']): Issue {
  return { id, title, status: 'todo', assignee: null, version: 1, comments: [], reactions: [] };
}

function withReaction(issue: Issue, { reaction, given }: Changes['reaction.set']): Issue {
  const isThis = ({ member, emoji }: Issue['reactions'][number]) =>
    member === reaction.member && emoji === reaction.emoji;
  // One that is there keeps its place, as in the table.
  if (issue.reactions.some(isThis) === given) return issue;
  return {
    ...issue,
    reactions: given ? [...issue.reactions, reaction] : issue.reactions.filter((other) => !isThis(other)),
  };
}

/** The other issues keep their identity: only what shows this one renders anew. */
function withIssue(project: Project, issueId: string, change: (issue: Issue) => Issue): Project {
  const issue = project.issues.find(({ id }) => id === issueId);
  const changed = issue && change(issue);
  if (changed === undefined || changed === issue) return project;
  return { ...project, issues: project.issues.map((other) => (other === issue ? changed : other)) };
}
