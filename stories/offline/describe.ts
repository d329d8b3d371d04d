import type { ListEvent, TaskEvent } from './backend/task.js';

/** A change in words. */
export function describe({ name, data }: ListEvent | TaskEvent): string {
  switch (name) {
    case 'task.added':
      return `Add “${data.title}”`;
    case 'task.deleted':
      return `Delete “${data.title}”`;
    case 'task.renamed':
      return `Rename to “${data.title}”`;
    case 'task.done-set':
      return data.done ? `Tick off “${data.title}”` : `Reopen “${data.title}”`;
  }
}
