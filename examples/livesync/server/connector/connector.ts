import type { Realtime } from 'ably';
import type { Database, Session } from '../database.js';

export interface ConnectorOptions {
  readonly database: Database;
  /** May publish on every channel. It is not closed here. */
  readonly ably: Realtime;
}

/** What a connector says of itself. */
export interface ConnectorHealth {
  /** False while something is wrong that does not pass by itself. */
  readonly ok: boolean;
  /** Whether this is the instance that publishes. */
  readonly leading: boolean;
  /** How many rows are to be published. */
  readonly waiting: number;
  /** For how long the oldest of them has been waiting, in ms; 0 when there is none. */
  readonly oldestWaitingMs: number;
  /** How many rows this instance has published since it was made. */
  readonly published: number;
  readonly lastError: string | null;
}

interface OutboxRow {
  readonly id: string;
  readonly mutationId: string;
  readonly channel: string;
  readonly name: string;
  readonly rejected: boolean;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, string>> | null;
}

const retryDelay = 1_000;

/**
 * Publishes the outbox: each row once, in order. A row is marked after its ACK: after a crash between the two it is
 * published again, with the same message id, and Ably drops the second one (idempotent publishing, RSL1k).
 */
export class Connector {
  readonly #options: ConnectorOptions;
  #session: Promise<Session> | undefined;
  #work: Promise<void> = Promise.resolve();
  #retry: ReturnType<typeof setTimeout> | undefined;
  #published = 0;
  #lastError: string | null = null;

  constructor(options: ConnectorOptions) {
    this.#options = options;
  }

  /** Publishes what has gathered, then what comes. */
  async start(): Promise<void> {
    if (this.#session !== undefined) return;
    this.#session = this.#listen();
    await this.#session;
    this.#wake();
  }

  /** Resolves when the row in hand is published and marked; nothing is published afterwards. */
  async stop(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    clearTimeout(this.#retry);
    await this.#work;
    await (await session)?.end();
  }

  async health(): Promise<ConnectorHealth> {
    const [waiting] = await this.#options.database.query<{ rows: number; ms: number }>(
      `SELECT count(*)::int AS rows,
              COALESCE(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::int AS ms
       FROM outbox WHERE NOT processed`,
    );
    return {
      ok: this.#lastError === null,
      leading: this.#session !== undefined,
      waiting: waiting?.rows ?? 0,
      oldestWaitingMs: waiting?.ms ?? 0,
      published: this.#published,
      lastError: this.#lastError,
    };
  }

  async #listen(): Promise<Session> {
    const session = await this.#options.database.connect();
    await session.listen('ably_adbc', () => this.#wake());
    return session;
  }

  #wake(): void {
    this.#work = this.#work.then(() => this.#publishAll()).catch((error: unknown) => this.#retryLater(error));
  }

  #retryLater(error: unknown): void {
    this.#lastError = error instanceof Error ? error.message : String(error);
    clearTimeout(this.#retry);
    if (this.#session !== undefined) this.#retry = setTimeout(() => this.#wake(), retryDelay);
  }

  async #publishAll(): Promise<void> {
    const rows = await this.#options.database.query<OutboxRow>(
      `SELECT sequence_id::text AS id, mutation_id AS "mutationId", channel, name, rejected, data, headers
       FROM outbox WHERE NOT processed ORDER BY sequence_id`,
    );
    for (const row of rows) {
      if (this.#session === undefined) return;
      await this.#publish(row);
      await this.#options.database.query('UPDATE outbox SET processed = true WHERE sequence_id = $1', [
        row.id,
      ]);
      this.#published += 1;
      this.#lastError = null;
    }
  }

  async #publish({ id, mutationId, channel, name, rejected, data, headers }: OutboxRow): Promise<void> {
    await this.#options.ably.channels.get(channel).publish({
      id,
      name,
      data,
      extras: {
        headers: {
          ...headers,
          'x-ably-models-event-uuid': mutationId,
          ...(rejected && { 'x-ably-models-reject': 'true' }),
        },
      },
    });
  }
}
