import { contenders, type ContenderName, type Folder } from './contenders.js';
import { messages } from './events.js';

/** How the messages come: all in one task, or one by one. */
export type Manner = 'burst' | 'singles';

export interface Round {
  readonly manner: Manner;
  /** Messages in a burst. */
  readonly burst: number;
  /** Bursts between two looks at the clock, which costs as much as some events. They are made before it starts. */
  readonly bursts: number;
  /** Goes on until this time is over, in ms of CPU. Only what is measured counts. */
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

async function run({ manner, burst, bursts, budget }: Round): Promise<Reading> {
  let events = 0;
  let ms = 0;
  do {
    const fresh = Array.from({ length: bursts }, (_, index) =>
      messages(delivered + index * burst + 1, burst),
    );
    const before = process.cpuUsage();
    for (const each of fresh) {
      const done = folder[manner](each);
      if (done) await done;
    }
    const { user, system } = process.cpuUsage(before);
    ms += (user + system) / 1000;
    events += bursts * burst;
    delivered += bursts * burst;
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
