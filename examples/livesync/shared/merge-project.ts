import type { Changes, Issue, Project } from './tracker.js';

interface Told<Name extends keyof Changes> {
  readonly data: Changes[Name];
}

/**
 * What each change does to a project, on the screen and in a load run alike. Pure, and idempotent: merged once more,
 * a change leaves the project as it is. A change of what is not there (it was deleted meanwhile) changes nothing.
 */
export const mergeProject = {
  'project.renamed': (project: Project, { data }: Told<'project.renamed'>): Project => ({
    ...project,
    name: data.name,
  }),

  'issue.created': (project: Project, { data }: Told<'issue.created'>): Project =>
    project.issues.some(({ id }) => id === data.id)
      ? project
      : { ...project, issues: [...project.issues, newIssue(data)] },

  'issue.changed': (project: Project, { data }: Told<'issue.changed'>): Project =>
    // The version is the backend's to say: counted here, a change that is merged twice would count twice.
    withIssue(project, data.id, (issue) => ({ ...issue, ...data })),

  'issue.deleted': (project: Project, { data }: Told<'issue.deleted'>): Project => ({
    ...project,
    issues: project.issues.filter(({ id }) => id !== data.id),
  }),

  'comment.added': (project: Project, { data }: Told<'comment.added'>): Project =>
    withIssue(project, data.issueId, (issue) =>
      issue.comments.some(({ id }) => id === data.comment.id)
        ? issue
        : { ...issue, comments: [...issue.comments, data.comment] },
    ),

  'comment.deleted': (project: Project, { data }: Told<'comment.deleted'>): Project =>
    withIssue(project, data.issueId, (issue) => ({
      ...issue,
      comments: issue.comments.filter(({ id }) => id !== data.id),
    })),

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
