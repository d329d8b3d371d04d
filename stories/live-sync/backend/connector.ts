import type { PGlite } from '@electric-sql/pglite';
import type { Realtime } from 'ably';

interface OutboxRow {
  readonly id: string;
  readonly mutationId: string | null;
  readonly channel: string;
  readonly name: string;
  readonly rejected: boolean;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

/** How long to wait after a failed publish, in ms. */
const retryDelay = 1_000;

/**
 * Publishes the outbox: each row once, in order, whatever happens in between.
 *
 * A row is marked after its ACK. After a crash between the two it is published again, with the same message id,
 * and Ably drops the second one (idempotent publishing, RSL1k).
 */
export class Connector {
  readonly #database: PGlite;
  readonly #ably: Realtime;
  /** There while it runs. */
  #listening: Promise<() => Promise<void>> | undefined;
  #work: Promise<void> = Promise.resolve();
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(database: PGlite, ably: Realtime) {
    this.#database = database;
    this.#ably = ably;
  }

  /** Publishes what has gathered, then what comes. */
  async start(): Promise<void> {
    if (this.#listening !== undefined) return;
    this.#listening = this.#database.listen('outbox', () => this.#wake());
    // Looks only once it listens: a row written in between would wait for the next one.
    await this.#listening;
    this.#wake();
  }

  /** Resolves when the row in hand is published and marked; nothing is published afterwards. */
  async stop(): Promise<void> {
    const listening = this.#listening;
    this.#listening = undefined;
    clearTimeout(this.#retry);
    const unlisten = await listening;
    await unlisten?.();
    await this.#work;
  }

  /** One round after the other: two at once would publish the same rows, out of order. */
  #wake(): void {
    this.#work = this.#work.then(() => this.#publishAll()).catch(() => this.#retryLater());
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    if (this.#listening !== undefined) this.#retry = setTimeout(() => this.#wake(), retryDelay);
  }

  async #publishAll(): Promise<void> {
    const { rows } = await this.#database.query<OutboxRow>(
      `SELECT sequence_id::text AS id, mutation_id AS "mutationId", channel, name, rejected, data, headers
       FROM outbox WHERE NOT processed ORDER BY sequence_id`,
    );
    for (const row of rows) {
      if (this.#listening === undefined) return;
      await this.#publish(row);
      await this.#database.query('UPDATE outbox SET processed = true WHERE sequence_id = $1', [row.id]);
    }
  }

  async #publish({ id, mutationId, channel, name, rejected, data, headers }: OutboxRow): Promise<void> {
    await this.#ably.channels.get(channel).publish({
      id,
      name,
      data,
      extras: {
        headers: {
          ...headers,
          ...(mutationId !== null && { 'x-ably-models-event-uuid': mutationId }),
          ...(rejected && { 'x-ably-models-reject': 'true' }),
        },
      },
    });
  }
}
