import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from './database.js';

/**
 * Runs what is new in a folder of `NNN-name.sql` files, in the order of their names, all in one transaction: a
 * database is as it was, or up to date.
 *
 * Several instances may start at once; they take turns.
 *
 * @param folder of the SQL files. @returns the names of those that ran.
 */
export async function migrate(database: Database, folder: string): Promise<string[]> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return database.transaction(async (transaction) => {
    await transaction.query(`SELECT pg_advisory_xact_lock(hashtext('migrations'))`);
    await transaction.query(
      'CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, ran_at TIMESTAMPTZ DEFAULT now())',
    );
    const ran = await transaction.query<{ name: string }>('SELECT name FROM migrations');
    const known = new Set(ran.map(({ name }) => name));
    const wanted = files.filter((name) => !known.has(name));
    for (const name of wanted) {
      for (const statement of statementsOf(await readFile(join(folder, name), 'utf8')))
        await transaction.query(statement);
      await transaction.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
    }
    return wanted;
  });
}

/** PGlite takes one statement at a time. Bodies of functions are in `$$`. */
function statementsOf(sql: string): string[] {
  const withoutComments = sql.replace(/^\s*--.*$/gm, '');
  return [...withoutComments.matchAll(/(?:\$\$[\s\S]*?\$\$|[^;])+/g)]
    .map(([statement]) => statement.trim())
    .filter((statement) => statement !== '');
}
