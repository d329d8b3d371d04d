import { expect, it } from 'vitest';
import { runLoad, type LoadResult } from '../../examples/livesync/load/run-load.js';
import { trapNamed } from '../../examples/livesync/load/traps.js';
import { describeOnPostgres, emptyPostgres } from './databases.js';

/** `npm run example:load` in small. @param without the fix that is removed */
async function run(without?: string): Promise<LoadResult> {
  const { url, drop } = await emptyPostgres();
  try {
    return await runLoad({
      databaseUrl: url,
      seed: 1,
      transactions: without === undefined ? 400 : 100,
      writers: 8,
      clients: 4,
      projects: 4,
      models: 2,
      kills: 2,
      drops: 2,
      resyncs: 4,
      stalledAfter: 8_000,
      trap: without === undefined ? undefined : trapNamed(without),
    });
  } finally {
    await drop();
  }
}

describeOnPostgres('writers, connectors that are killed, and clients', () => {
  it('end with nothing lost, nothing twice, and each client with what the database has', async () => {
    const result = await run();
    expect(result).toMatchObject({
      stalled: [],
      complaints: [],
      lost: 0,
      doubled: 0,
      disordered: 0,
      differing: 0,
    });
    // What would make that easy: that nothing happened.
    expect(result.transactions).toBe(400);
    expect(result.purged).toBe(400);
    expect(result.rejected).toBeGreaterThan(0);
    expect(result.entries).toBeGreaterThan(400);
    expect(result.connectors).toMatchObject({ kills: 2, killsAtMark: 1 });
    expect(result.written.overtakes).toBeGreaterThan(0);
  }, 120_000);

  it('end with changes twice where the position is that of an outbox that was purged', async () => {
    const { doubled, complaints } = await run('position that is kept');
    expect(doubled).toBeGreaterThan(0);
    expect(complaints[0]).toContain('doubled');
  }, 120_000);
});
