import { execute } from '../server/commands.js';
import type { Database } from '../server/database.js';
import type { Change } from '../shared/tracker.js';
import { note, randomChange, type KnownProject } from './changes.js';
import type { Random } from './random.js';
import { tapped, type Tap } from './tapped-database.js';
import { delay } from './wait.js';

export interface WriterOptions {
  readonly database: Database;
  readonly random: Random;
  readonly projects: readonly string[];
  readonly transactions: number;
  readonly writers: number;
  /** Something else to do around their statements. */
  readonly tap?: Tap | undefined;
  /** After each transaction that was decided. */
  readonly onCommit: (done: number) => void;
}

/** What the writers did. */
export interface Written {
  /** When each mutation was committed, in ms of `performance.now()`. */
  readonly committedAt: ReadonlyMap<string, number>;
  done: number;
  /** How many were committed while one that had begun earlier was not. */
  overtakes: number;
  /** How many were sent again, after a lost connection (nothing was decided) or a lost answer (it was). */
  retries: number;
}

/** How often a connection is lost before the commit, and how often the answer after it. */
const lostConnections = 0.005;
const lostAnswers = 0.02;
/** Of one mutation: more is a fault of the run. */
const mostAttempts = 50;

class LostConnection extends Error {}

/** Starts the writers. Each makes one change after the other until there were enough; all of them share the database. */
export function startWriters(options: WriterOptions): { written: Written; over: Promise<void> } {
  const committedAt = new Map<string, number>();
  const written: Written = { committedAt, done: 0, overtakes: 0, retries: 0 };
  const known = options.projects.map((id): KnownProject => ({ id, issues: [] }));
  const underWay = new Set<number>();
  let begun = 0;

  const write = async (writer: number, random: Random): Promise<void> => {
    const database = tapped(options.database, slowTransactions(random, options.tap));
    while (begun < options.transactions) {
      const number = (begun += 1);
      underWay.add(number);
      const project = random.pick(known);
      const mutationId = `${writer}-${number}`;
      const change = randomChange(random, project, mutationId);
      await decide(database, project, mutationId, change, written);
      underWay.delete(number);
      for (const other of underWay) {
        if (other > number) continue;
        written.overtakes += 1;
        break;
      }
      if (random.chance(lostAnswers)) {
        written.retries += 1;
        await decide(database, project, mutationId, change, written);
      }
      written.done += 1;
      options.onCommit(written.done);
    }
  };
  const all = Array.from({ length: options.writers }, (_, index) => write(index, options.random.fork()));
  return { written, over: Promise.all(all).then(() => undefined) };
}

/** As a browser does: the same mutation id until there is an answer. */
async function decide(
  database: Database,
  project: KnownProject,
  mutationId: string,
  change: Change,
  written: Written,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rejected } = await execute(database, project.id, mutationId, change);
      const isFirst = !written.committedAt.has(mutationId);
      if (isFirst) (written.committedAt as Map<string, number>).set(mutationId, performance.now());
      if (isFirst && !rejected) note(project, change);
      return;
    } catch (error) {
      if (attempt >= mostAttempts) throw error;
      written.retries += 1;
    }
  }
}

/** Holds a transaction up between the change and its number, and between the number and the commit. */
function slowTransactions(random: Random, tap: Tap = {}): Tap {
  const holdUp = () =>
    random.chance(0.3) ? delay(random.chance(0.1) ? random.below(40) : random.below(6)) : undefined;
  const isNumbering = (sql: string) => sql.includes('INSERT INTO outbox');
  return {
    async before(sql, connection) {
      if (isNumbering(sql)) await holdUp();
      await tap.before?.(sql, connection);
      if (isNumbering(sql) && random.chance(lostConnections / 2))
        throw new LostConnection('before the number');
    },
    async after(sql, connection) {
      await tap.after?.(sql, connection);
      if (!isNumbering(sql)) return;
      await holdUp();
      if (random.chance(lostConnections / 2)) throw new LostConnection('before the commit');
    },
  };
}
