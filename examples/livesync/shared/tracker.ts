/** What the sync endpoint answers for a project, and what its model holds. */
export interface Project {
  readonly id: string;
  readonly name: string;
  /** In the order in which they were made. */
  readonly issues: readonly Issue[];
}

export interface Issue {
  /** Made by the browser, so that an issue has its identity before the server has seen it. */
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** The id of a member, or null. */
  readonly assignee: string | null;
  /** Rises with each change of the issue itself. */
  readonly version: number;
  readonly comments: readonly Comment[];
  readonly reactions: readonly Reaction[];
}

export const statuses = ['todo', 'doing', 'done'] as const;
export type Status = (typeof statuses)[number];

export interface Comment {
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

/** One of each kind a member, so that giving it twice is giving it once. */
export interface Reaction {
  readonly member: string;
  readonly emoji: string;
}

export const emojis = ['👍', '🎉', '❤️', '👀'] as const;

export interface Member {
  readonly id: string;
  readonly name: string;
}

/** Who may sign in. A real application has a user table. */
export const members: readonly Member[] = [
  { id: 'ada', name: 'Ada' },
  { id: 'ben', name: 'Ben' },
  { id: 'cho', name: 'Cho' },
  { id: 'dev', name: 'Dev' },
];

/** What can happen to a project, by event name: the data of the mutation that asks for it. */
export interface Changes {
  readonly 'project.renamed': { readonly name: string };
  readonly 'issue.created': { readonly id: string; readonly title: string };
  /** The `version` is the backend's to say: the event has the one that the issue has by it. */
  readonly 'issue.changed': { readonly id: string } & Partial<
    Pick<Issue, 'title' | 'status' | 'assignee' | 'version'>
  >;
  readonly 'issue.deleted': { readonly id: string };
  readonly 'comment.added': { readonly issueId: string; readonly comment: Comment };
  readonly 'comment.deleted': { readonly issueId: string; readonly id: string };
  /** Not a toggle: sent twice, or late, it still does what the member saw. */
  readonly 'reaction.set': { readonly issueId: string; readonly reaction: Reaction; readonly given: boolean };
}

export type ChangeName = keyof Changes;

/** A change as a browser asks for it, and as the channel tells of it. */
export type Change = {
  [Name in ChangeName]: { readonly name: Name; readonly data: Changes[Name] };
}[ChangeName];

/** One channel a project: all its changes are in one order, and who may read the project may subscribe. */
export const channelOf = (projectId: string): string => `projects:${projectId}`;

/** What is asked of `POST /api/projects/:id/mutations`. */
export type MutationRequest = { readonly mutationId: string } & Change;

/** What it answers once the write is decided; the channel says the same to all. */
export type MutationResponse =
  | { readonly decided: 'applied'; readonly sequenceId: string }
  | { readonly decided: 'rejected'; readonly sequenceId: string; readonly reason: string };
