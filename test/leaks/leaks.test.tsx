import { afterEach, beforeEach, describe, expect, inject, it, vi, type MockInstance } from 'vitest';
import { runSession } from './session.js';
import { isExpected } from './watch.js';

/** Fewer on React 18: what differs there is the scheduler, and that shows in each session. */
const SESSIONS = inject('reactMajor') === 19 ? 50 : 20;
const TREES_A_SESSION = 200;

/** That of one session which failed, to run it again. */
const seed = process.env['LEAK_SEED'];
const seeds = seed === undefined ? Array.from({ length: SESSIONS }, (_, index) => index + 1) : [Number(seed)];

const project =
  inject('reactMajor') === 19 ? 'react-threads' : `react-${String(inject('reactMajor'))}-threads`;
const again = (failing: number) => `LEAK_SEED=${failing} npx vitest run --project ${project} test/leaks`;

const clean = {
  mountedComponents: 0,
  attachments: 0,
  channels: 0,
  channelListeners: 0,
  subscriptions: 0,
  connectionListeners: 0,
  visibilityListeners: 0,
  models: 0,
  stores: 0,
  timers: 0,
  problems: [],
};

const ways = [
  'a sibling threw',
  'a sibling suspended for ever',
  'an error reached the boundary',
  'an error boundary was reset',
  'a component that had suspended was shown',
  'a mutation was applied',
  'a mutation was acknowledged',
  'a mutation was rejected',
  'a mutation was timed-out',
  'a mutation was failed',
  'pause by hand',
  'resume by hand',
  'sync by hand',
  'dispose by hand',
  'the connections dropped',
];

describe(`${seeds.length * TREES_A_SESSION} trees, mounted, hidden, suspended, thrown away and unmounted`, () => {
  const unhandled: unknown[] = [];
  const onUnhandled = (thrown: unknown) => unhandled.push(thrown);
  let consoleError: MockInstance<typeof console.error>;

  beforeEach(() => {
    // As in production: with `act`, no render would ever be interrupted.
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', false);
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    consoleError = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    process.on('unhandledRejection', onUnhandled);
  });
  afterEach(() => {
    process.off('unhandledRejection', onUnhandled);
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  /** React 18 tells of each error that a boundary caught. */
  const isCaught = (args: unknown[]) =>
    args.some((arg) => isExpected(arg) || String(arg).startsWith('The above error occurred'));

  it('leave no attachment, no listener and no timer behind, and hold none that nobody sees', async () => {
    const gone = new Map<string, number>();
    let attaches = 0;
    for (const each of seeds) {
      const end = await runSession(each, TREES_A_SESSION, (way) => gone.set(way, (gone.get(way) ?? 0) + 1));
      const errors = consoleError.mock.calls.filter((args) => !isCaught(args));
      consoleError.mockClear();
      attaches += end.attaches;
      expect({ ...end, errors, unhandled }, again(each)).toEqual({
        ...clean,
        attaches: end.attaches,
        errors: [],
        unhandled: [],
      });
    }
    if (seed !== undefined) return;
    expect(attaches).toBeGreaterThan(TREES_A_SESSION * SESSIONS * 0.25);
    expect(ways.filter((way) => !gone.has(way))).toEqual([]);
  }, 240_000);
});
