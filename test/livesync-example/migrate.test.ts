import { copyFile, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import type { Database } from '../../examples/livesync/server/database.js';
import { migrate } from '../../examples/livesync/server/migrate.js';
import { openPostgres } from '../../examples/livesync/server/pg-database.js';
import { describeOnPostgres, emptyPostgres, migrations } from './databases.js';

describeOnPostgres('migrations', () => {
  let database: Database;
  beforeEach(async () => {
    const { url, drop } = await emptyPostgres();
    database = await openPostgres(url);
    onTestFinished(async () => {
      await database.close();
      await drop();
    });
  });

  const tables = async () =>
    (
      await database.query<{ name: string }>(
        `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
      )
    ).map(({ name }) => name);

  it('of two instances that start at once run once', async () => {
    const all = (await readdir(migrations)).sort();
    const ran = await Promise.all([1, 2, 3].map(() => migrate(database, migrations)));
    expect(ran.flat().sort()).toEqual(all);
    expect(await migrate(database, migrations)).toEqual([]);
  });

  it('that fail leave the database as it was', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'migrations-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    await copyFile(join(migrations, '001-outbox.sql'), join(folder, '001-outbox.sql'));
    await writeFile(join(folder, '002-bad.sql'), 'CREATE TABLE good (id INT); CREATE TABLE outbox (id INT);');
    await expect(migrate(database, folder)).rejects.toThrow('already exists');
    expect(await tables()).toEqual([]);
    await writeFile(join(folder, '002-bad.sql'), 'CREATE TABLE good (id INT);');
    expect(await migrate(database, folder)).toEqual(['001-outbox.sql', '002-bad.sql']);
    expect(await tables()).toContain('good');
  });
});
