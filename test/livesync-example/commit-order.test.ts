import { expect, it, vi } from 'vitest';
import type { Database, Queryable } from '../../examples/livesync/server/database.js';
import { write } from '../../examples/livesync/server/write.js';
import { countWaiting, describeOnPostgres, openTransaction, setUpPostgres } from './databases.js';
import { hearNames, nameOf, openAbly, rename, startConnector, untilAllPublished } from './stage.js';

/** What somebody does who writes by hand, without `write`: the trigger has to see to the order alone. */
async function renameByHand(transaction: Queryable, project: string, name: string): Promise<string> {
  const [row] = await transaction.query<{ id: string }>(
    `INSERT INTO outbox (mutation_id, channel, name, data) VALUES ($2, $1, 'project.renamed', $3)
     RETURNING sequence_id::text AS id`,
    [`projects:${project}`, name, { name }],
  );
  await transaction.query('UPDATE projects SET name = $2 WHERE id = $1', [project, name]);
  return row?.id ?? '';
}

const untilSomebodyWaits = (database: Database): Promise<void> =>
  vi.waitFor(async () => expect(await countWaiting(database)).toBe(1));

/** What a reader finds who remembers the highest number that it has seen, and asks for what is above. */
async function readAbove(database: Queryable, sequenceId: string): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    'SELECT mutation_id AS id FROM outbox WHERE sequence_id > $1 ORDER BY sequence_id',
    [sequenceId],
  );
  return rows.map(({ id }) => id);
}

describeOnPostgres('without turns', () => {
  const database = setUpPostgres();

  /** A serial is drawn when the row is made, and seen when it is committed: 1 comes after 2. */
  it('a number that is assigned early and committed late is skipped by who has seen a higher one', async () => {
    await database().query('ALTER TABLE outbox DISABLE TRIGGER outbox_number');
    const early = await openTransaction(database());
    await renameByHand(early, 'a', 'early');
    await database().query(
      `INSERT INTO outbox (mutation_id, channel, name) VALUES ('late', 'projects:a', 'x')`,
    );
    expect(await readAbove(database(), '0')).toEqual(['late']);
    await early.commit();
    expect(await readAbove(database(), '2')).toEqual([]);
    await database().query('ALTER TABLE outbox ENABLE TRIGGER outbox_number');
  });
});

describeOnPostgres('within a channel', () => {
  const database = setUpPostgres();

  it('the second writer waits for the first, so that nothing is committed below what was seen', async () => {
    await rename(database(), 'a', 'before');
    const early = await openTransaction(database());
    const first = await renameByHand(early, 'a', 'early');
    const late = rename(database(), 'a', 'late');
    await untilSomebodyWaits(database());
    expect(await readAbove(database(), '0')).toEqual(['before']);
    await early.commit();
    const { sequenceId: second } = await late;
    expect(BigInt(second)).toBeGreaterThan(BigInt(first));
    expect(await readAbove(database(), '0')).toEqual(['before', 'early', 'late']);
    expect(await nameOf(database(), 'a')).toBe('late');
  });

  /** Without `write`, the number is drawn before the wait begins: it has to be drawn again when the turn has come. */
  it('numbers rise in the order of the commits, also where nobody asked for a turn', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    await rename(database(), 'a', 'before');
    const first = await openTransaction(database());
    await first.query(`SELECT lock_channel('projects:a')`);
    const second = await openTransaction(database());
    const waiting = renameByHand(second, 'a', 'second');
    await untilSomebodyWaits(database());
    await renameByHand(first, 'a', 'first');
    await first.commit();
    await waiting;
    await second.commit();
    expect(await readAbove(database(), '0')).toEqual(['before', 'first', 'second']);
    await startConnector(ably, database());
    await vi.waitFor(() => expect(heard).toEqual(['before', 'first', 'second']));
    expect(await nameOf(database(), 'a')).toBe('second');
  });

  it('the channel tells of twenty writers at once in the order in which their changes were made', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    await startConnector(ably, database());
    await rename(database(), 'a', '-');
    const append = (name: string) =>
      write(database(), {
        mutationId: name,
        channel: 'projects:a',
        name: 'project.renamed',
        // It reads what it changes: without a turn before it, two would read the same.
        change: async (transaction) => {
          const before = (await nameOf(transaction, 'a')) ?? '';
          await transaction.query(`UPDATE projects SET name = $1 WHERE id = 'a'`, [before + name]);
          return { name: before + name };
        },
      });
    const letters = Array.from({ length: 20 }, (_, index) => String.fromCharCode(97 + index));
    await Promise.all(letters.map(append));
    await untilAllPublished(database());
    await vi.waitFor(() => expect(heard).toHaveLength(21));
    expect(heard.map((name) => name.length)).toEqual(['', ...letters].map((_, index) => index + 1));
    expect(heard.at(-1)).toBe(await nameOf(database(), 'a'));
  });
});

describeOnPostgres('across channels', () => {
  const database = setUpPostgres();

  /**
   * Numbers of different channels are committed in any order. A connector that remembers how far it has come passes
   * what was drawn before and committed after, and never publishes it.
   */
  it('a row that is committed below one already published is published all the same', async () => {
    const ably = await openAbly();
    const [inA, inB] = [await hearNames(ably, 'a'), await hearNames(ably, 'b')];
    await startConnector(ably, database());
    const early = await openTransaction(database());
    const lower = await renameByHand(early, 'a', 'early');
    const { sequenceId: higher } = await rename(database(), 'b', 'late');
    await vi.waitFor(() => expect(inB).toEqual(['late']));
    await untilAllPublished(database());
    expect(BigInt(lower)).toBeLessThan(BigInt(higher));
    await early.commit();
    await vi.waitFor(() => expect(inA).toEqual(['early']));
  });
});
