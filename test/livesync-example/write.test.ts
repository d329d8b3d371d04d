import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApi } from '../../examples/livesync/server/api.js';
import { execute } from '../../examples/livesync/server/commands.js';
import type { Database } from '../../examples/livesync/server/database.js';
import { write } from '../../examples/livesync/server/write.js';
import {
  countWaiting,
  describeOnPostgres,
  openTransaction,
  setUpDatabase,
  setUpPostgres,
} from './databases.js';
import { nameOf, openAbly, rename, startConnector, until } from './stage.js';

const outbox = (database: Database) =>
  database.query('SELECT mutation_id AS id, name, rejected, data FROM outbox ORDER BY sequence_id');

const apiOf = (database: Database) =>
  createApi({
    database,
    issueToken: () => Promise.resolve(undefined),
    ablyOptions: {},
    health: () => Promise.resolve({ ok: true }),
  });

/** What a browser sends to rename project a. */
const send = (database: Database, name: string) =>
  apiOf(database).request('/api/projects/a/mutations', {
    method: 'POST',
    body: JSON.stringify({ mutationId: name, name: 'project.renamed', data: { name } }),
  });

beforeEach(() => {
  // The API writes down why it has answered 503.
  const written = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => written.mockRestore());
});

describe('a mutation', () => {
  const database = setUpDatabase();

  it('leaves its change and its row', async () => {
    await rename(database(), 'a', 'A1');
    expect(await nameOf(database(), 'a')).toBe('A1');
    expect(await outbox(database())).toEqual([
      { id: 'A1', name: 'project.renamed', rejected: false, data: { name: 'A1' } },
    ]);
  });

  it('that is refused leaves a row that says so, and nothing else', async () => {
    const decision = await write(database(), {
      mutationId: 'm1',
      channel: 'projects:a',
      name: 'project.renamed',
      change: async (transaction) => {
        await transaction.query(`UPDATE projects SET name = 'half done' WHERE id = 'b'`);
        await transaction.query(`UPDATE projects SET name = '' WHERE id = 'a'`);
        return {};
      },
    });
    // In words, and not in the database's: what it says names its tables.
    expect(decision).toMatchObject({ rejected: true, reason: 'a project’s name has 1 to 80 characters' });
    expect(await outbox(database())).toMatchObject([{ id: 'm1', rejected: true }]);
    expect([await nameOf(database(), 'a'), await nameOf(database(), 'b')]).toEqual(['A', 'B']);
  });

  it('with text that no database takes is refused, and not to be sent again for ever', async () => {
    expect(await rename(database(), 'a', 'm1')).toMatchObject({ rejected: false });
    const data = { id: 'i1', title: 'nul: \u0000' };
    expect(await execute(database(), 'a', 'm2', { name: 'issue.created', data })).toMatchObject({
      rejected: true,
      reason: 'it does not fit what is there',
    });
  });

  it('with half an emoji, which fits the tables and no event, is refused as well', async () => {
    const data = { id: 'i1', title: 'half: \ud83d' };
    expect(await execute(database(), 'a', 'm1', { name: 'issue.created', data })).toMatchObject({
      rejected: true,
    });
    expect(await database().query('SELECT id FROM issues')).toEqual([]);
  });

  it('whose text only looks like half an emoji is text', async () => {
    const data = { id: 'i1', title: 'half: \\ud83d' };
    expect(await execute(database(), 'a', 'm1', { name: 'issue.created', data })).toMatchObject({
      rejected: false,
    });
    expect(await outbox(database())).toMatchObject([{ data }]);
  });

  it('whose id no database takes is a bad request, and not to be sent again', async () => {
    const body = { mutationId: 'm\u0000', name: 'project.renamed', data: { name: 'A1' } };
    const response = await apiOf(database()).request('/api/projects/a/mutations', {
      method: 'POST',
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
  });

  it('whose id was used for another project is told so, and not that it was applied', async () => {
    await rename(database(), 'b', 'A1');
    const response = await send(database(), 'A1');
    expect(response.status).toBe(409);
    expect(await nameOf(database(), 'a')).toBe('A');
  });

  it('may answer any JSON, a text too', async () => {
    const mutation = { mutationId: 'm1', channel: 'projects:a', name: 'x' };
    await write(database(), { ...mutation, change: () => Promise.resolve('a text') });
    expect(await outbox(database())).toMatchObject([{ data: 'a text' }]);
  });

  it('that fails in between leaves neither change nor row, and may be sent again', async () => {
    await database().query(`ALTER TABLE outbox ADD CONSTRAINT no_row CHECK (name <> 'project.renamed')`);
    expect((await send(database(), 'A1')).status).toBe(503);
    expect(await nameOf(database(), 'a')).toBe('A');
    await database().query('ALTER TABLE outbox DROP CONSTRAINT no_row');
    expect(await (await send(database(), 'A1')).json()).toMatchObject({ decided: 'applied' });
    expect(await outbox(database())).toHaveLength(1);
  });

  it('that is sent twice at once is made once, and both are told the same', async () => {
    const data = { id: 'i1', title: 'One' };
    const twice = await Promise.all(
      [1, 2].map(() => execute(database(), 'a', 'm1', { name: 'issue.created', data })),
    );
    expect(twice[0]).toMatchObject({ rejected: false });
    expect(twice[1]).toEqual(twice[0]);
    expect(await database().query('SELECT id FROM issues')).toEqual([{ id: 'i1' }]);
    expect(await outbox(database())).toHaveLength(1);
  });

  it('that was refused stays refused when it is sent again, though it would go well now', async () => {
    const change = { name: 'issue.deleted', data: { id: 'i1' } } as const;
    const comment = {
      name: 'comment.deleted',
      data: { issueId: 'i1', id: 'c1' },
    } as const;
    expect(await execute(database(), 'a', 'm1', comment)).toMatchObject({ rejected: true });
    await execute(database(), 'a', 'm2', { name: 'issue.created', data: { id: 'i1', title: 'One' } });
    expect(await execute(database(), 'a', 'm1', comment)).toMatchObject({ rejected: true });
    expect(await execute(database(), 'a', 'm3', change)).toMatchObject({ rejected: false });
  });
});

describeOnPostgres('with several writers', () => {
  const database = setUpPostgres();

  const untilWaiting = (count: number) =>
    until(async () => expect(await countWaiting(database())).toBe(count));

  it('a second send waits for the first, and is told what became of it', async () => {
    let goOn = (): void => undefined;
    const change = vi.fn(() => new Promise((resolve) => (goOn = () => resolve({ by: 'first' }))));
    const first = write(database(), { mutationId: 'm1', channel: 'projects:a', name: 'x', change });
    const second = vi.fn(() => Promise.resolve({ by: 'second' }));
    // Not as soon as its transaction is open: by then it has neither the mutation's id nor the channel.
    await until(() => expect(change).toHaveBeenCalled());
    const again = write(database(), { mutationId: 'm1', channel: 'projects:a', name: 'x', change: second });
    await untilWaiting(1);
    goOn();
    expect(await again).toEqual(await first);
    expect(second).not.toHaveBeenCalled();
    expect(await outbox(database())).toMatchObject([{ data: { by: 'first' } }]);
  });

  /** Two transactions that wait for each other: Postgres ends one of them, and that is nobody's decision. */
  it('a deadlock decides nothing, and the same mutation goes well the next time', async () => {
    const other = await openTransaction(database());
    // So that it is the mutation that is ended.
    await other.query(`SET LOCAL deadlock_timeout = '1min'`);
    await other.query(`UPDATE projects SET name = 'other' WHERE id = 'a'`);
    const sent = send(database(), 'A1');
    await untilWaiting(1);
    // It has the channel, and waits for the row; the other has the row, and asks for the channel.
    await other.query(`SELECT lock_channel('projects:a')`);
    expect((await sent).status).toBe(503);
    expect(await outbox(database())).toEqual([]);
    await other.commit();
    expect(await (await send(database(), 'A1')).json()).toMatchObject({ decided: 'applied' });
    expect(await nameOf(database(), 'a')).toBe('A1');
  });

  it('a serialization failure decides nothing either', async () => {
    const serializable: Database = {
      ...database(),
      transaction: (run) =>
        database().transaction(async (transaction) => {
          await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
          await transaction.query('SELECT 1 FROM projects');
          await rename(database(), 'a', 'in between');
          return run(transaction);
        }),
    };
    expect((await send(serializable, 'A1')).status).toBe(503);
    expect(await outbox(database())).toMatchObject([{ id: 'in between' }]);
    expect((await send(database(), 'A1')).status).toBe(200);
  });
});

describeOnPostgres('an endless transaction', () => {
  const database = setUpPostgres();

  /** A process that has stopped in the middle, with its connection open: it neither commits nor rolls back. */
  const stalled: Database = {
    ...({} as Database),
    async transaction(run) {
      const { session } = await openTransaction(database());
      await run(session);
      return new Promise(() => undefined);
    },
  };

  const neverEnding = (timeout: number) =>
    void write(
      stalled,
      { mutationId: 'm1', channel: 'projects:a', name: 'x', change: () => Promise.resolve({}) },
      timeout,
    );

  const untilStalled = () =>
    until(async () => {
      const held = await database().query(
        `SELECT 1 FROM pg_stat_activity WHERE state = 'idle in transaction' AND query LIKE 'UPDATE mutations%'`,
      );
      expect(held).toHaveLength(1);
    });

  it('holds back its own channel, and no other', async () => {
    const ably = await openAbly();
    const heard = await ably.hear('projects:b');
    await startConnector(ably, database());
    neverEnding(60_000);
    await untilStalled();
    await rename(database(), 'b', 'B1');
    await until(() => expect(heard).toHaveLength(1));
    const waiting = write(
      database(),
      { mutationId: 'A1', channel: 'projects:a', name: 'x', change: () => Promise.resolve({}) },
      200,
    );
    await expect(waiting).rejects.toThrow('timeout');
  });

  it('is ended by the database, which frees its channel', async () => {
    neverEnding(300);
    await untilStalled();
    await rename(database(), 'a', 'A1');
    expect(await outbox(database())).toMatchObject([{ id: 'A1' }]);
  });

  it('that is ended between two statements decides nothing, and ends no process', async () => {
    const ended = write(database(), {
      mutationId: 'm1',
      channel: 'projects:a',
      name: 'x',
      change: async (transaction) => {
        const [own] = await transaction.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
        await database().query('SELECT pg_terminate_backend($1)', [own?.pid]);
        await until(async () =>
          expect(await database().query('SELECT 1 FROM pg_stat_activity WHERE pid = $1', [own?.pid])).toEqual(
            [],
          ),
        );
        return {};
      },
    });
    await expect(ended).rejects.toThrow();
    expect(await outbox(database())).toEqual([]);
    expect(await rename(database(), 'a', 'A1')).toMatchObject({ rejected: false });
  });

  it('of a change that never answers is given up, and its connection goes back to the others', async () => {
    const endless = Array.from({ length: 25 }, (_, index) =>
      write(
        database(),
        {
          mutationId: `m${index}`,
          channel: `c${index}`,
          name: 'x',
          change: () => new Promise(() => undefined),
        },
        100,
      ),
    );
    const outcomes = await Promise.allSettled(endless);
    expect(outcomes.map(({ status }) => status)).toEqual(endless.map(() => 'rejected'));
    await rename(database(), 'a', 'A1');
    expect(await outbox(database())).toMatchObject([{ id: 'A1' }]);
  });
});
