import { describe, expect, it, vi } from 'vitest';
import type { Database, Queryable } from '../../examples/livesync/server/database.js';
import { readProject } from '../../examples/livesync/server/read-project.js';
import { describeOnPostgres, openTransaction, setUpDatabase, setUpPostgres } from './databases.js';
import { countUnprocessed, nameOf, openAbly, rename, startConnector } from './stage.js';

/** What each position stands for: the name that was written with it. */
async function nameAt(database: Queryable, sequenceId: string): Promise<string | undefined> {
  const rows = await database.query<{ name: string }>(
    `SELECT data->>'name' AS name FROM outbox WHERE sequence_id = $1`,
    [sequenceId],
  );
  return rows[0]?.name;
}

/** Somebody writes after each statement of whoever reads through it. */
const busy = (database: Database): Queryable => ({
  async query<Row>(sql: string, values?: readonly unknown[]) {
    const rows = await database.query<Row>(sql, values);
    await rename(database, 'a', `${(await nameOf(database, 'a')) ?? ''}'`);
    return rows;
  },
});

describe('a sync endpoint', () => {
  const database = setUpDatabase();

  /**
   * Under read committed each statement sees a snapshot of its own. A change that is committed between the two is in the
   * position and not in the state: the browser goes on after it, and never shows it.
   */
  it('with two statements leaves a change out for good', async () => {
    const { sequenceId: before } = await rename(database(), 'a', 'A1');
    const reader = busy(database());
    const state = await nameOf(reader, 'a');
    const [position] = await reader.query<{ sequenceId: string }>(
      `SELECT sequence_id::text AS "sequenceId" FROM channel_positions WHERE channel = 'projects:a'`,
    );
    expect(state).toBe(await nameAt(database(), before));
    expect(position?.sequenceId).not.toBe(before);
  });

  it('with one answers a state and the position of just that state', async () => {
    await rename(database(), 'a', 'A1');
    const answer = await readProject(busy(database()), 'a');
    expect(answer?.data.name).toBe('A1');
    expect(await nameAt(database(), answer?.sequenceId ?? '')).toBe('A1');
  });

  it('answers the position of its own channel, whatever the others do', async () => {
    const { sequenceId } = await rename(database(), 'a', 'A1');
    await rename(database(), 'b', 'B1');
    expect((await readProject(database(), 'a'))?.sequenceId).toBe(sequenceId);
  });

  it('answers 0 for a channel on which nothing has happened', async () => {
    expect((await readProject(database(), 'a'))?.sequenceId).toBe('0');
  });

  /**
   * Ably's connector keeps the newest row of the whole outbox only; a purge by age keeps none. `MAX(sequence_id)` then says
   * 0: the model looks for everything there ever was, finds a history that does not reach back, and syncs for ever.
   */
  it('answers the same position when the outbox was purged down to nothing', async () => {
    const ably = await openAbly();
    const { sequenceId } = await rename(database(), 'a', 'A1');
    await startConnector(ably, database(), { retention: { outbox: 0, interval: 10 } });
    await vi.waitFor(async () => expect(await database().query('SELECT 1 FROM outbox')).toEqual([]));
    expect((await readProject(database(), 'a'))?.sequenceId).toBe(sequenceId);
    // What was decided stays decided, though its row is gone.
    expect(await rename(database(), 'a', 'A1')).toEqual({ sequenceId, rejected: false, reason: null });
    expect(await database().query('SELECT 1 FROM outbox')).toEqual([]);
  });
});

describe('a purge', () => {
  const database = setUpDatabase();

  it('leaves what is not published, what was set aside, and what is young', async () => {
    const ably = await openAbly();
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name, processed, unpublishable, created_at) VALUES
         ('old', 'c', 'n', true, NULL, now() - interval '2 h'),
         ('young', 'c', 'n', true, NULL, now()),
         ('aside', 'c', 'n', true, '40009', now() - interval '2 h'),
         ('waiting', 'denied', 'n', false, NULL, now() - interval '2 h')`,
    );
    await database().query(
      `INSERT INTO mutations (mutation_id, channel, created_at) VALUES
         ('old', 'c', now() - interval '8 days'), ('young', 'c', now() - interval '6 days')`,
    );
    ably.server.local.failPublishes({ channel: 'denied', times: Infinity });
    await startConnector(ably, database());
    const ids = async (table: string) =>
      (await database().query<{ id: string }>(`SELECT mutation_id AS id FROM ${table} ORDER BY 1`)).map(
        ({ id }) => id,
      );
    await vi.waitFor(async () => expect(await ids('outbox')).toEqual(['aside', 'waiting', 'young']));
    await vi.waitFor(async () => expect(await ids('mutations')).toEqual(['young']));
    expect(await countUnprocessed(database())).toBe(1);
  });
});

describeOnPostgres('a number that was drawn', () => {
  const database = setUpPostgres();

  /**
   * A sequence is outside of transactions: its last value counts those that are under way, and those that were rolled
   * back. As a position it says that the browser has what it has not.
   */
  it('is in the sequence before its row can be seen, and is no position until then', async () => {
    const { sequenceId } = await rename(database(), 'a', 'A1');
    const writer = await openTransaction(database());
    await writer.query(`UPDATE projects SET name = 'A2' WHERE id = 'a'`);
    const [row] = await writer.query<{ id: string }>(
      `INSERT INTO outbox (mutation_id, channel, name) VALUES ('A2', 'projects:a', 'project.renamed')
       RETURNING sequence_id::text AS id`,
    );
    const [sequence] = await database().query<{ id: string }>(
      'SELECT last_value::text AS id FROM outbox_sequence_id_seq',
    );
    expect(sequence?.id).toBe(row?.id);
    expect(await readProject(database(), 'a')).toMatchObject({ data: { name: 'A1' }, sequenceId });
    await writer.commit();
    expect(await readProject(database(), 'a')).toMatchObject({ data: { name: 'A2' }, sequenceId: row?.id });
  });
});
