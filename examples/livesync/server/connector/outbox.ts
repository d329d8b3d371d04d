import type { Queryable } from '../database.js';

/** A row that is to be published. */
export interface OutboxRow {
  /** Its sequence id, which is its message id. */
  readonly id: string;
  readonly mutationId: string;
  readonly channel: string;
  readonly name: string;
  readonly rejected: boolean;
  readonly data: unknown;
  readonly headers: Readonly<Record<string, unknown>> | null;
}

export interface Wanted {
  /** How many channels, and how many rows of each, at most. */
  readonly channels: number;
  readonly rows: number;
  /** Those that are being published, or held back. */
  readonly except: readonly string[];
}

/**
 * Reads what is to be published next, going round the channels: of each, its oldest rows.
 *
 * It is always "what is not processed", never "what is newer than the last one": a row whose number was drawn early is
 * committed late, when a higher one of another channel has long been published.
 */
export class Outbox {
  readonly #database: Queryable;
  /** The last channel that was read. */
  #after = '';

  constructor(database: Queryable) {
    this.#database = database;
  }

  /** The rows by channel, each channel's in order. */
  async next({ channels, rows, except }: Wanted): Promise<Map<string, OutboxRow[]>> {
    const found = await this.#read(channels, rows, except);
    if (found.size < channels && this.#after !== '') {
      // The end of the round: on from the beginning.
      this.#after = '';
      const more = await this.#read(channels - found.size, rows, [...except, ...found.keys()]);
      for (const [channel, queue] of more) found.set(channel, queue);
    }
    this.#after = [...found.keys()].at(-1) ?? '';
    return found;
  }

  async #read(channels: number, count: number, except: readonly string[]): Promise<Map<string, OutboxRow[]>> {
    // From channel to channel along the index: what it costs does not depend on how much has piled up on one of them.
    const rows = await this.#database.query<OutboxRow>(
      `WITH RECURSIVE waiting (channel) AS (
         SELECT min(channel) FROM outbox WHERE NOT processed AND channel > $1
         UNION ALL
         SELECT (SELECT min(channel) FROM outbox WHERE NOT processed AND channel > waiting.channel)
         FROM waiting WHERE channel IS NOT NULL
       ), free AS (
         SELECT channel FROM waiting
         WHERE channel IS NOT NULL AND channel NOT IN (SELECT jsonb_array_elements_text($2::jsonb))
         LIMIT $3
       )
       SELECT page.sequence_id::text AS id, page.mutation_id AS "mutationId", page.channel, page.name,
              page.rejected, page.data, page.headers
       FROM free CROSS JOIN LATERAL (
         SELECT sequence_id, mutation_id, channel, name, rejected, data, headers
         FROM outbox WHERE NOT processed AND channel = free.channel ORDER BY sequence_id LIMIT $4
       ) page
       ORDER BY page.channel, page.sequence_id`,
      [this.#after, except, channels, count],
    );
    const found = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      const queue = found.get(row.channel);
      if (queue === undefined) found.set(row.channel, [row]);
      else queue.push(row);
    }
    return found;
  }
}

/** Keeps what Ably will never take, and why, and lets its channel go on. */
export async function setAside(database: Queryable, { id }: OutboxRow, why: string): Promise<void> {
  await database.query('UPDATE outbox SET processed = true, unpublishable = $2 WHERE sequence_id = $1', [
    id,
    why,
  ]);
}
