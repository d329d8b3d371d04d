import type { Queryable } from '../database.js';
import { within } from '../wait.js';

/**
 * Marks rows as published: those of one moment in one statement, however many channels they are from. A row that cannot be
 * marked is published again, which harms nothing; one that is waited for would hold up the rows of all channels.
 */
export class Marks {
  readonly #database: Queryable;
  readonly #answerTimeout: number;
  #waiting: string[] = [];
  #next: Promise<ReadonlySet<string>> | undefined;
  #writing: Promise<unknown> = Promise.resolve();

  /** @param answerTimeout ms after which a statement counts as failed */
  constructor(database: Queryable, answerTimeout: number) {
    this.#database = database;
    this.#answerTimeout = answerTimeout;
  }

  /** Resolves when the row is marked. @throws where somebody else has locked it, or the database does not answer */
  async mark(id: string): Promise<void> {
    this.#waiting.push(id);
    // While one statement is under way, the next one gathers.
    this.#next ??= this.#writing.then(() => this.#write());
    if (!(await this.#next).has(id)) throw new Error(`unable to mark row ${id}; it is locked, or gone`);
  }

  #write(): Promise<ReadonlySet<string>> {
    const ids = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    const marking = this.#database.query<{ id: string }>(
      `UPDATE outbox SET processed = true WHERE sequence_id IN (
         SELECT sequence_id FROM outbox
         WHERE sequence_id IN (SELECT jsonb_array_elements_text($1::jsonb)::bigint) FOR UPDATE SKIP LOCKED
       ) RETURNING sequence_id::text AS id`,
      [ids],
    );
    const written = within(this.#answerTimeout, marking, 'mark what was published').then(
      (rows) => new Set(rows.map(({ id }) => id)),
    );
    this.#writing = written.catch(() => undefined);
    return written;
  }
}
