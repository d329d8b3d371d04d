import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ModelsError } from '../../src/errors.js';
import type { ChangeEvent } from '../../src/model/event.js';
import { Model } from '../../src/model/model.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { junkChannel } from './junk-channel.js';
import { manualClock } from './manual-clock.js';

type Log = readonly string[];

const RUNS = { numRuns: Number(process.env['RUNS'] ?? 300) };
/** Requests of any kind that one call, or one message, may cause. */
const FEW = 20;

const unhandled: unknown[] = [];
const onUnhandled = (reason: unknown) => void unhandled.push(reason);
beforeAll(() => void process.on('unhandledRejection', onUnhandled));
afterAll(() => {
  process.off('unhandledRejection', onUnhandled);
  expect(unhandled).toEqual([]);
});

const json = fc.jsonValue();
const id = fc.oneof(fc.nat(30).map(String), json);
const name = fc.oneof(fc.constant('changed'), json);
const headers = fc.record(
  {
    'x-ably-models-event-uuid': fc.oneof(fc.constantFrom('a', 'b'), json),
    'x-ably-models-reject': fc.oneof(fc.constantFrom('true', true), json),
  },
  { requiredKeys: [] },
);
const extras = fc.oneof(json, fc.record({ headers: fc.oneof(headers, json) }));
const action = fc.oneof(fc.constantFrom('message.create', 'message.update', 0, 1, undefined), json);
const message = fc.oneof(
  { arbitrary: json, weight: 1 },
  {
    arbitrary: fc.record({ id, name, data: json, extras, action, timestamp: json }, { requiredKeys: [] }),
    weight: 4,
  },
);
const pages = fc.array(fc.array(message, { maxLength: 5 }), { maxLength: 4 });

/** What a message that nobody has edited is called: by `ably` now, from 2.5 to 2.6 on a server that counts from 0, and before. */
const creations: unknown[] = [undefined, 'message.create', 'message.unset', 0];

/** What counts as a change: the test's own words for it. */
function isChange(of: unknown): boolean {
  if (typeof of !== 'object' || of === null) return false;
  const { name: given, action: does } = of as Record<string, unknown>;
  return typeof given === 'string' && given !== '' && creations.includes(does);
}

/** A model on a channel of junk. */
function openModel(answer: () => unknown, history: readonly (readonly unknown[])[] = []) {
  const clock = manualClock();
  const channel = junkChannel(history);
  const merged: ChangeEvent[] = [];
  let syncs = 0;
  const resolved = resolveModel<Log>({
    channelName: 'posts:1',
    sync: () => {
      syncs += 1;
      return Promise.resolve(answer() as { data: Log; sequenceId: string });
    },
    merge: (log: Log, event: ChangeEvent): Log => {
      merged.push(event);
      return [...log, event.name];
    },
  });
  const model = new Model<Log>(resolved, resolved, {
    channels: channel.source,
    clock,
    logger: { debug: () => undefined, warn: () => undefined, error: () => undefined },
    onDispose: () => undefined,
    settings: {
      historyPageSize: 2,
      retention: 120_000,
      retryStrategy: (attempt) => (attempt > 3 ? -1 : 10),
      syncTimeout: 1_000,
      bufferMs: 0,
      eventOrderer: undefined,
      mutationTimeout: 1_000,
    },
  });
  return {
    model,
    deliver: channel.deliver,
    requests: () => channel.requests + syncs,
    listeners: () => channel.listeners,
    /** Lets everything that can happen within ten seconds happen. */
    settle: async (): Promise<void> => {
      for (let second = 0; second < 10; second += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        clock.advance(1_000);
      }
      await new Promise((resolve) => setImmediate(resolve));
    },
    timers: () => clock.pending,
    /** What a merge function may count on. */
    expectMergeable: (): void => {
      for (const { name: given, rejected, confirmed, mutationId, sequenceId } of merged.splice(0)) {
        expect(typeof given === 'string' && given !== '').toBe(true);
        expect(rejected).toBe(false);
        expect(['string', confirmed ? 'undefined' : 'string']).toContain(typeof mutationId);
        expect(typeof sequenceId).toBe(confirmed ? 'string' : 'undefined');
      }
    },
  };
}

/** What an operation ended with; anything but a `ModelsError` is a fault of ours. */
async function errorOf(operation: Promise<unknown>): Promise<ModelsError | undefined> {
  const thrown: unknown = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (thrown !== undefined) expect(thrown).toBeInstanceOf(ModelsError);
  return thrown as ModelsError | undefined;
}

describe('whatever comes', () => {
  it('as a message or as a page of history: only a change event changes the state, and nothing loops', async () => {
    const sequenceId = fc.constantFrom<string | number>('0', '7', 20, 'text');
    const property = fc.asyncProperty(
      sequenceId,
      pages,
      fc.array(message, { maxLength: 8 }),
      async (synced, history, live) => {
        const { model, deliver, requests, settle, listeners, timers, expectMergeable } = openModel(
          () => ({ data: [], sequenceId: synced }),
          history,
        );
        const outcome = errorOf(model.sync());
        deliver(live[0]);
        await settle();
        const error = await outcome;
        expect([undefined, 'insufficient-history']).toContain(error?.code);
        expect(requests()).toBeLessThanOrEqual(FEW);

        for (const each of live) {
          const before = model.data.confirmed;
          const asked = requests();
          deliver(each);
          if (!isChange(each)) expect(model.data.confirmed).toBe(before);
          expect(requests()).toBe(asked);
          expect(model.state).toBe(error === undefined ? 'ready' : 'errored');
        }
        expectMergeable();
        await model.dispose();
        expect([listeners(), timers()]).toEqual([0, 0]);
      },
    );
    await fc.assert(property, RUNS);
  });

  it.each(creations)(
    'as the action %j of a message of one version of ably: it is a change',
    async (action) => {
      const { model, deliver } = openModel(() => ({ data: [], sequenceId: '0' }));
      await model.sync();
      deliver({ id: '1', name: 'changed', action });
      expect(model.data.confirmed).toEqual(['changed']);
      await model.dispose();
    },
  );

  it('as a sync result: it is one, or it is an error and the last good state stays', async () => {
    const result = fc.oneof(json, fc.record({ data: json, sequenceId: id }, { requiredKeys: [] }));
    const property = fc.asyncProperty(result, async (answer) => {
      const answers: unknown[] = [{ data: ['good'], sequenceId: '1' }, answer];
      const { model, requests, settle } = openModel(() => answers.shift());
      await model.sync();
      const before = model.data.confirmed;

      const outcome = errorOf(model.sync());
      await settle();
      const error = await outcome;
      if (error === undefined) expect(model.data.confirmed).toEqual((answer as { data: unknown }).data);
      else {
        expect(error.code).toBe('sync-result-invalid');
        expect(model.getSnapshot()).toMatchObject({ state: 'errored', error });
        expect(model.data.confirmed).toBe(before);
      }
      expect(requests()).toBeLessThanOrEqual(FEW);
      await model.dispose();
    });
    await fc.assert(property, RUNS);
  });

  it('as a call, in any order and with anything: it does what it says, or refuses with a ModelsError', async () => {
    const call = fc.oneof(
      fc.record({ do: fc.constantFrom('sync', 'pause', 'resume'), with: json }),
      fc.record({ do: fc.constant('dispose'), with: fc.oneof(fc.constant(undefined), json) }),
      fc.record({
        do: fc.constant('optimistic'),
        with: fc.oneof(json, fc.record({ name, data: json, mutationId: id }, { requiredKeys: [] })),
        options: fc.oneof(json, fc.record({ timeout: fc.oneof(fc.nat(), json) })),
      }),
      fc.record({ do: fc.constantFrom('subscribe', 'unsubscribe'), with: json, options: json }),
      fc.record({ do: fc.constant('deliver'), with: message }),
      fc.record({ do: fc.constant('settle'), with: json }),
    );
    const property = fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
      const { model, deliver, requests, settle, timers, listeners, expectMergeable } = openModel(() => ({
        data: [],
        sequenceId: '0',
      }));
      const outcomes: Promise<unknown>[] = [];
      for (const each of calls) {
        const given = each.with as never;
        const before = model.data.confirmed;
        const options = 'options' in each ? (each.options as never) : (undefined as never);
        if (each.do === 'settle') await settle();
        else if (each.do === 'deliver') deliver(given);
        else if (each.do === 'subscribe' || each.do === 'unsubscribe') {
          // These answer at once, and so they throw.
          outcomes.push(
            errorOf(Promise.resolve().then(() => void model[each.do as 'subscribe'](given, options))),
          );
        } else if (each.do === 'optimistic') {
          const made = model.optimistic(given, options);
          outcomes.push(errorOf(made.then(([confirmation]) => confirmation)));
        } else outcomes.push(errorOf(model[each.do as 'dispose'](given)));
        if (each.do !== 'deliver' && each.do !== 'settle') expect(model.data.confirmed).toBe(before);
      }
      await settle();
      outcomes.push(errorOf(model.dispose()));
      await settle();
      await Promise.all(outcomes);
      expectMergeable();
      expect(requests()).toBeLessThanOrEqual(FEW * (calls.length + 1));
      expect([listeners(), timers()]).toEqual([0, 0]);
    });
    await fc.assert(property, RUNS);
  });
});
