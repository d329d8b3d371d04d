import { contenders, type ContenderName, type Folder } from './contenders.js';
import { messages } from './events.js';

/** How the messages come: all in one task, or one by one. */
export type Manner = 'burst' | 'singles';

export interface Round {
  readonly manner: Manner;
  /** Messages a batch: they are made before the clock starts. */
  readonly batch: number;
  /** Batches until this time is over, and always one; in ms. Only what is measured counts. */
  readonly budget: number;
}

export interface Reading {
  readonly events: number;
  /** CPU time, of all threads: a machine that is busy with something else changes it little, and garbage counts. */
  readonly ms: number;
}

/**
 * One contender in a process of its own: within one, the merge function would be compiled for the events of all of
 * them, as in no application.
 */
const [name = '', pending = '0'] = process.argv.slice(2);
const folder: Folder = await contenders[name as ContenderName](Number(pending));
let delivered = 0;

async function run({ manner, batch, budget }: Round): Promise<Reading> {
  globalThis.gc?.();
  let events = 0;
  let ms = 0;
  do {
    const fresh = messages(delivered + 1, batch);
    const before = process.cpuUsage();
    const done = folder[manner](fresh);
    if (done) await done;
    const { user, system } = process.cpuUsage(before);
    ms += (user + system) / 1000;
    events += batch;
    delivered += batch;
  } while (ms < budget);
  check();
  return { events, ms };
}

/** A contender that dropped events would be fast. */
function check(): void {
  const { confirmed, optimistic } = folder.state();
  const shown = delivered + (name === 'bareLoop' ? 0 : Number(pending));
  if (confirmed?.count === delivered && optimistic?.count === shown) return;
  throw new Error(
    `unable to measure ${name}; it shows ${JSON.stringify({ confirmed, optimistic })} after ${delivered} events`,
  );
}

process.on('message', (round: Round) => {
  run(round).then(
    (reading) => process.send?.(reading),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
