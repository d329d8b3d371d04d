import type { Queryable } from '../database.js';

/** Marks rows as published: those of one moment in one statement, however many channels they are from. */
export class Marks {
  readonly #database: Queryable;
  #waiting: string[] = [];
  #next: Promise<void> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** Resolves when the row is marked. */
  mark(id: string): Promise<void> {
    this.#waiting.push(id);
    // While one statement is under way, the next one gathers.
    this.#next ??= this.#writing.then(() => this.#write());
    return this.#next;
  }

  #write(): Promise<void> {
    const ids = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    const written = this.#database
      .query(
        `UPDATE outbox SET processed = true
         WHERE sequence_id IN (SELECT jsonb_array_elements_text($1::jsonb)::bigint)`,
        [ids],
      )
      .then(() => undefined);
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
