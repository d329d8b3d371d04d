import { fileURLToPath } from 'node:url';
import type { Database } from '../server/database.js';
import { migrate } from '../server/migrate.js';
import { openPostgres } from '../server/pg-database.js';
import { readProject } from '../server/read-project.js';
import type { Project } from '../shared/tracker.js';
import type { AblyCommand, AblyReady } from './ably-process.js';
import { firstMessage, kill, startChild } from './child-process.js';
import { keepLog, readLog } from './committed-log.js';
import { Connectors } from './connectors.js';
import { judgeClients, type Judgement } from './judge-clients.js';
import { measureLag, type Lag } from './lag.js';
import { LoadClient } from './load-client.js';
import type { LoadOptions } from './options.js';
import { Random } from './random.js';
import { settle } from './settle.js';
import { serveSync } from './sync-endpoint.js';
import { Timeline } from './timeline.js';
import { waitUntil } from './wait.js';
import { startWriters, type Written } from './writers.js';

export interface LoadResult extends Judgement {
  readonly seed: number;
  readonly transactions: number;
  readonly rejected: number;
  /** From the first transaction to the last. */
  readonly seconds: number;
  readonly written: Written;
  readonly connectors: Pick<Connectors, 'kills' | 'killsAtMark' | 'takeovers'>;
  readonly reconnects: number;
  readonly syncs: number;
  /** From COMMIT to the model, in ms, of each event that came live. */
  readonly latencies: readonly number[];
  readonly lag: Lag;
  /** Rows that were no longer in the outbox at the end. */
  readonly purged: number;
  /** What was given up waiting for. */
  readonly stalled: readonly string[];
}

const migrations = fileURLToPath(new URL('../server/migrations', import.meta.url));

/** A quarter of the clients joins while the run goes on. */
const joinLate = 0.25;

/**
 * Runs writers, connectors and clients against each other, with what goes wrong in between, and judges what the clients
 * have in the end. Everything is on this machine.
 *
 * @throws what keeps the run from running; what the clients lack is in the result
 */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const closers: (() => Promise<unknown> | void)[] = [];
  try {
    return await run(options, (close) => closers.unshift(close));
  } finally {
    for (const close of closers) await close();
  }
}

async function run(options: LoadOptions, atEnd: (close: () => Promise<unknown> | void) => void) {
  const { databaseUrl, trap, stalledAfter } = options;
  const random = new Random(options.seed);
  const [database, reading] = await Promise.all([
    openPostgres(databaseUrl, { max: options.writers }),
    openPostgres(databaseUrl, { max: 8 }),
  ]);
  atEnd(() => Promise.all([database.close(), reading.close()]));
  const projects = Array.from({ length: options.projects }, (_, index) => `project-${index + 1}`);
  await prepare(database, projects, trap?.statements ?? []);

  const ablyProcess = startChild('ably-process.ts', {});
  atEnd(() => kill(ablyProcess));
  const { options: ably } = await firstMessage<AblyReady>(ablyProcess, 'ably-process.ts');
  const { sync, close } = await serveSync(reading, trap?.read);
  atEnd(close);
  const connectors = new Connectors({ databaseUrl, ably, naivety: trap?.naivety }, random.fork());
  atEnd(() => connectors.end());
  await connectors.start();

  const clients = Array.from({ length: options.clients }, (_, index) => {
    const followed = random.some(projects, options.models);
    return new LoadClient({ clientId: `client-${index + 1}`, ably, projects: followed, sync });
  });
  atEnd(() => clients.forEach((client) => client.leave()));
  const late = Math.floor(clients.length * joinLate);
  const models = clients.flatMap((client) => client.followed);
  const early = clients.slice(late);
  for (const client of early) client.join();
  if (
    !(await waitUntil(
      () => early.every((client) => client.isReady),
      () => 0,
      10_000,
    ))
  )
    throw new Error('unable to begin; not every model is ready', { cause: early[0]?.errors });

  const timeline = new Timeline();
  for (const client of clients.slice(0, late)) timeline.at(0.1 + 0.8 * random.next(), () => client.join());
  timeline.times(options.kills, () => connectors.crash());
  timeline.times(options.drops, () => {
    const { clientId } = random.pick(clients);
    ablyProcess.send({
      clientId,
      refuseFor: random.below(1_500),
      forget: random.chance(0.3),
    } satisfies AblyCommand);
  });
  timeline.times(options.resyncs, () => {
    const { model } = random.pick(models);
    // One that has not joined yet does so with its client.
    if (model.state !== 'initialized') model.sync().catch(() => undefined);
  });

  const { lag, end } = measureLag(reading);
  atEnd(end);
  const start = performance.now();
  const { written, over } = startWriters({
    ...options,
    database,
    projects,
    random: random.fork(),
    tap: trap?.tap,
    onCommit(done) {
      timeline.advance(done / options.transactions);
      options.onProgress?.(done);
    },
  });
  await over;
  const seconds = (performance.now() - start) / 1_000;
  await timeline.over;

  const settling = { database: reading, stalledAfter };
  const stalled = await settle({ ...settling, clients });
  // Who comes when nothing is left in the outbox: the position must have outlived the rows.
  const latecomer = new LoadClient({ clientId: 'latecomer', ably, projects, sync });
  clients.push(latecomer);
  latecomer.join();
  stalled.push(...(await settle({ ...settling, clients })));

  const log = await readLog(reading);
  const rows = [...log.values()].flat();
  const [kept] = await reading.query<{ rows: number }>('SELECT count(*)::int AS rows FROM outbox');
  return {
    ...judgeClients(clients, log, await readTruth(reading, projects)),
    seed: options.seed,
    transactions: rows.length,
    rejected: rows.filter(({ rejected }) => rejected).length,
    seconds,
    written,
    connectors,
    reconnects: clients.reduce((sum, client) => sum + client.reconnects, 0),
    syncs: clients.reduce((sum, client) => sum + client.syncs, 0),
    latencies: clients.flatMap(({ received }) =>
      received.flatMap(({ mutationId, at }) => {
        const committedAt = written.committedAt.get(mutationId);
        // The message may be here before the writer has heard of its own commit.
        return committedAt === undefined ? [] : [Math.max(0, at - committedAt)];
      }),
    ),
    lag,
    purged: rows.length - (kept?.rows ?? 0),
    stalled,
  };
}

async function prepare(database: Database, projects: readonly string[], statements: readonly string[]) {
  await migrate(database, migrations);
  await keepLog(database);
  for (const statement of statements) await database.query(statement);
  for (const id of projects) await database.query('INSERT INTO projects (id, name) VALUES ($1, $1)', [id]);
}

async function readTruth(database: Database, projects: readonly string[]): Promise<Map<string, Project>> {
  const truth = new Map<string, Project>();
  for (const id of projects) {
    const project = await readProject(database, id);
    if (project) truth.set(id, project.data);
  }
  return truth;
}
