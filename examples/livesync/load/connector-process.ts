import process from 'node:process';
import { Realtime, type ClientOptions } from 'ably';
import { Connector } from '../server/connector/connector.js';
import { openPostgres } from '../server/pg-database.js';
import { NaiveConnector, type Naivety } from './naive-connector.js';
import { tapped } from './tapped-database.js';
import { delay } from './wait.js';

export interface ConnectorProcessOptions {
  readonly databaseUrl: string;
  readonly ably: ClientOptions;
  /** How many there were before. */
  readonly generation: number;
  /** What another connector does in the example's place, and does wrong. */
  readonly naivety?: Naivety | undefined;
}

/** What it may be told. */
export type ConnectorCommand = 'die between publish and mark';

/** What it tells: `leading` when it begins to. */
export type ConnectorReport = 'started' | 'leading';

/** How long a published row stays in the outbox, in ms: the run goes on without those that were purged. */
const retention = { outbox: 500, interval: 250 };

/** The example's connector in a process of its own, so that it can be killed. */
export async function run({
  databaseUrl,
  ably,
  generation,
  naivety,
}: ConnectorProcessOptions): Promise<void> {
  let diesAtMark = false;
  // There is one command.
  process.on('message', (_: ConnectorCommand) => (diesAtMark = true));
  const tell = (report: ConnectorReport) => process.send?.(report);

  const database = tapped(await openPostgres(databaseUrl, { max: 4 }), {
    [naivety?.marksFirst ? 'after' : 'before']: async (sql: string) => {
      if (!diesAtMark || !sql.includes('SET processed')) return;
      // What is to be marked was published. Whoever leads next does not know it.
      process.kill(process.pid, 'SIGKILL');
      await new Promise(() => undefined);
    },
  });
  const options = {
    database,
    ably: new Realtime({ ...ably, clientId: `connector-${generation}`, logLevel: 0 }),
  };
  const connector = naivety
    ? new NaiveConnector({ ...options, ...naivety, generation, retention: retention.outbox })
    : new Connector({ ...options, pollInterval: 200, retention });
  await connector.start();
  tell('started');
  while (!(await connector.health()).leading) await delay(50);
  tell('leading');
}
