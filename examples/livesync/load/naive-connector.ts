import type { Realtime } from 'ably';
import type { Database } from '../server/database.js';
import { delay } from './wait.js';

/** What the example's connector does, and this one leaves out. */
export interface Naivety {
  /** Reads `> last` instead of what is not processed. */
  readonly byPosition?: boolean;
  /** Marks a row before it is published. */
  readonly marksFirst?: boolean;
  /** Gives a message an id of its process: row 7 is 7001 of the first one, and 7002 of the second one. */
  readonly ownIds?: boolean;
  /** Does not ask whether another one leads. */
  readonly leadsAlways?: boolean;
}

interface Options extends Naivety {
  readonly database: Database;
  readonly ably: Realtime;
  readonly generation: number;
  /** ms. */
  readonly retention: number;
}

interface Row {
  readonly id: string;
  readonly mutationId: string;
  readonly channel: string;
  readonly name: string;
  readonly rejected: boolean;
  readonly data: unknown;
}

/** A connector as one writes it on the first day, with one of its faults or without; for the runs that must not hold. */
export class NaiveConnector {
  readonly #options: Options;
  #isLeading = false;

  constructor(options: Options) {
    this.#options = options;
  }

  start(): Promise<void> {
    void this.#run();
    return Promise.resolve();
  }

  health(): Promise<{ readonly leading: boolean }> {
    return Promise.resolve({ leading: this.#isLeading });
  }

  async #run(): Promise<never> {
    const { database, leadsAlways } = this.#options;
    const session = await database.connect();
    const isFree = async () => {
      const sql = `SELECT pg_try_advisory_lock(hashtext('naive connector')) AS mine`;
      return (await session.query<{ mine: boolean }>(sql))[0]?.mine === true;
    };
    while (leadsAlways !== true && !(await isFree())) await delay(100);
    this.#isLeading = true;
    for (;;) if ((await this.#publishAll()) === 0) await delay(20);
  }

  async #publishAll(): Promise<number> {
    const { database, byPosition, marksFirst, retention } = this.#options;
    const isNext = byPosition
      ? 'sequence_id > (SELECT COALESCE(MAX(sequence_id), 0) FROM load_published)'
      : 'NOT processed';
    const rows = await database.query<Row>(
      `SELECT sequence_id::text AS id, mutation_id AS "mutationId", channel, name, rejected, data
       FROM outbox WHERE ${isNext} ORDER BY sequence_id LIMIT 200`,
    );
    for (const row of rows) {
      if (marksFirst) await this.#mark(row);
      await this.#publish(row);
      if (!marksFirst) await this.#mark(row);
    }
    await database.query(`DELETE FROM outbox WHERE processed AND created_at < now() - $1 * interval '1 ms'`, [
      retention,
    ]);
    return rows.length;
  }

  async #mark({ id }: Row): Promise<void> {
    const { database, byPosition } = this.#options;
    await database.query('UPDATE outbox SET processed = true WHERE sequence_id = $1', [id]);
    if (byPosition) await database.query('INSERT INTO load_published VALUES ($1)', [id]);
  }

  async #publish({ id, mutationId, channel, name, rejected, data }: Row): Promise<void> {
    const { ably, ownIds, generation } = this.#options;
    await ably.channels.get(channel).publish({
      id: ownIds ? String(Number(id) * 1_000 + generation) : id,
      name,
      data,
      extras: {
        headers: {
          'x-ably-models-event-uuid': mutationId,
          ...(rejected && { 'x-ably-models-reject': 'true' }),
        },
      },
    });
  }
}
