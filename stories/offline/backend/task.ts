/** What the endpoint of a list answers, and its model holds: which tasks there are, and what they were first called. */
export interface TaskList {
  readonly id: string;
  readonly tasks: readonly { readonly id: string; readonly title: string }[];
}

/** What the endpoint of a task answers, and its model holds. */
export interface Task {
  readonly id: string;
  readonly title: string;
  readonly done: boolean;
}

/** What can happen to a list. */
export type ListEvent =
  | { readonly name: 'task.added'; readonly data: { readonly id: string; readonly title: string } }
  | { readonly name: 'task.deleted'; readonly data: { readonly id: string; readonly title: string } };

/**
 * What can happen to a task. Each says what the task is called: a change can wait for days, and whoever reads it then may
 * not have the task any more.
 */
export type TaskEvent =
  | { readonly name: 'task.renamed'; readonly data: { readonly id: string; readonly title: string } }
  | {
      readonly name: 'task.done-set';
      readonly data: { readonly id: string; readonly title: string; readonly done: boolean };
    };

export const listChannelOf = (listId: string) => `lists:${listId}`;
export const taskChannelOf = (taskId: string) => `tasks:${taskId}`;
