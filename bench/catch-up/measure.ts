import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Realtime } from 'ably';
import { interleave, median } from '../compare.js';
import { count, ms, times } from '../format.js';
import type { Section } from '../section.js';
import { atMost, exactly } from '../verdict.js';
import { catchUp, drain } from './contenders.js';
import { longestTurn, timed, type Reading } from './reading.js';
import { MESSAGES, startServer } from './server.js';

const ROUNDS = 15;
/** Until the engine has compiled what is measured. */
const WARM_UP = 10;
/** The default, and the most that Ably gives. */
const PAGE_SIZES = [100, 1000];
/** How long the SDK is let to catch up, in ms. */
const SDK_BOUND = 2000;

type Server = Awaited<ReturnType<typeof startServer>>;

async function requestsOf(server: Server, task: () => Promise<unknown>): Promise<number> {
  const before = await server.historyRequests();
  await task();
  return (await server.historyRequests()) - before;
}

async function measureWith(server: Server, ably: Realtime, limit: number) {
  const bodies = await server.readPages(limit);
  const parse = () => {
    for (const body of bodies) JSON.parse(body);
  };
  const readings = await interleave(
    {
      parse: () => timed(parse),
      drain: () => timed(() => drain(ably, limit)),
      catchUp: () => timed(() => catchUp(ably, limit)),
    },
    ROUNDS,
    WARM_UP,
  );
  const drained = await requestsOf(server, () => drain(ably, limit));
  const requests = await requestsOf(server, () => catchUp(ably, limit));
  const turns = await interleave(
    {
      drain: () => longestTurn(() => drain(ably, limit)),
      catchUp: () => longestTurn(() => catchUp(ably, limit)),
    },
    3,
  );
  const cpu = (of: readonly Reading[]) => median(of.map((reading) => reading.cpu));
  const parsing = cpu(readings.parse);
  const own = median(
    readings.catchUp.map((reading, round) => reading.cpu - (readings.drain[round]?.cpu ?? NaN)),
  );
  const row = (what: string, of: readonly Reading[], asked?: number, turn?: readonly number[]) => [
    limit.toLocaleString('en'),
    what,
    asked?.toString() ?? '–',
    ms(median(of.map(({ wall }) => wall))),
    ms(cpu(of)),
    times(cpu(of) / parsing),
    turn ? ms(median(turn)) : '–',
  ];
  return {
    rows: [
      row('JSON.parse of the pages', readings.parse),
      row('ably client alone', readings.drain, drained, turns.drain),
      row('this package', readings.catchUp, requests, turns.catchUp),
      [
        limit.toLocaleString('en'),
        'this package, less the ably client',
        '–',
        '–',
        ms(own),
        times(own / parsing),
        '–',
      ],
    ],
    verdicts: [
      exactly(
        `Pages requested for ${MESSAGES.toLocaleString('en')} messages, ${limit} a page`,
        MESSAGES / limit,
        requests,
      ),
      atMost(2, {
        what: `CPU of catching up, less the ably client’s, to JSON.parse of the pages, ${limit} a page`,
        measured: own / parsing,
        format: times,
      }),
    ],
  };
}

/** In a process of its own, to be ended: by itself it would go on. */
async function measureSdk(server: Server): Promise<string[]> {
  const processFile = fileURLToPath(new URL('catch-up-sdk.js', import.meta.url));
  const child = fork(processFile, [JSON.stringify(server.clientOptions)]);
  await once(child, 'message');
  const caughtUp = once(child, 'message').then(() => 'caught up');
  let end = '';
  const requests = await requestsOf(server, async () => {
    end = await Promise.race([caughtUp, wait(SDK_BOUND, 'no end')]);
  });
  child.kill();
  // It asks for the first page again and again.
  return ['100', '@ably-labs/models', count(requests), `${end} within ${SDK_BOUND / 1000} s`, '–', '–', '–'];
}

export async function measure(): Promise<Section[]> {
  const server = await startServer();
  const ably = new Realtime(server.clientOptions);
  try {
    await ably.connection.whenState('connected');
    const measured = [];
    for (const limit of PAGE_SIZES) measured.push(await measureWith(server, ably, limit));
    const sdk = await measureSdk(server);
    return [
      {
        title: 'Catching up with 10,000 messages',
        method:
          'From sequence id 0, over HTTP from a local server in another process, JSON as in browsers; CPU time of the ' +
          'client’s process. The longest turn is the longest time between two turns of the event loop.',
        columns: ['page size', 'what', 'requests', 'wall time', 'CPU', 'CPU / JSON.parse', 'longest turn'],
        rows: [...measured.flatMap(({ rows }) => rows), sdk],
        verdicts: measured.flatMap(({ verdicts }) => verdicts),
      },
    ];
  } finally {
    ably.close();
    server.stop();
  }
}
