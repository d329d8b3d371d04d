import * as fc from 'fast-check';
import { openDB } from 'idb';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SyncContext, SyncDelta } from 'ably-models-react';
import { isStateRow, toKeptRow } from '../../src/persist/check-rows.js';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import type { KeptRow } from '../../src/persist/storage.js';
import { faultyStorage } from './faulty-storage.js';
import { CHANNEL, eventually, hastyClock, openMachine, shown, type Machine } from './machine.js';

/** Has a page leave the state with these notes in it. */
async function leave({ backend, openTab }: Machine, ...texts: readonly string[]) {
  for (const text of texts) backend.commit(`of-${text}`, text);
  const tab = openTab();
  await tab.model.sync();
  await tab.persistence.flush();
  await tab.close();
}

/** Makes what is kept older than the channel's retention. */
async function makeOld(user: string, { fullSyncAt = Date.now() - 3_600_000 } = {}) {
  const storage = new IdbStorage(user);
  const row = (await storage.readState('notes:1')) as { saved: { takenAt?: number } };
  const old = { ...row, fullSyncAt, saved: { ...row.saved, takenAt: Date.now() - 3_600_000 } };
  await storage.writeStates([old as never]);
  storage.close();
}

const event = (sequenceId: number, data: string, more: object = {}) => ({
  name: 'note.added',
  data,
  sequenceId,
  ...more,
});

describe('A kept state', () => {
  it('is shown at once, stale until the model has caught up, and then replayed from', async () => {
    const machine = await openMachine();
    await leave(machine, 'a', 'b');
    machine.backend.commit('m', 'c');
    const tab = machine.openTab();
    const syncing = tab.model.sync();
    await eventually(() =>
      expect(tab.model.getSnapshot()).toMatchObject({ confirmed: ['a', 'b'], isStale: true }),
    );
    await syncing;
    expect(tab.model.getSnapshot()).toMatchObject({
      confirmed: ['a', 'b', 'c'],
      isStale: false,
      hydration: 'replayed',
    });
    expect(machine.backend.syncs).toBe(1);
  });

  it('past the retention is brought up to date by what changed since, where the backend can tell', async () => {
    const machine = await openMachine();
    const { backend, openTab, user } = machine;
    await leave(machine, 'a', 'b');
    await makeOld(user);
    const asked: (string | undefined)[] = [];
    const sync = async ({ since }: SyncContext): Promise<SyncDelta> => {
      asked.push(since);
      return { events: [event(3, 'c')], sequenceId: 3 };
    };
    backend.commit('m', 'c');
    const tab = openTab({ sync });
    await tab.model.sync();
    expect(asked).toEqual(['2']);
    expect(shown(tab.model)).toEqual(['a', 'b', 'c']);
    backend.commit('m2', 'd');
    await eventually(() => expect(shown(tab.model)).toEqual(['a', 'b', 'c', 'd']));
  });

  it.each<[string, object]>([
    ['is read whole past the interval', { fullSyncAt: Date.now() - 200_000_000 }],
    ['is read whole where that is to come', { fullSyncAt: Date.now() + 3_600_000 }],
  ])('%s', async (_, times) => {
    const machine = await openMachine();
    await leave(machine, 'a');
    await makeOld(machine.user, times);
    const asked: (string | undefined)[] = [];
    const tab = machine.openTab({
      sync: (context) => (asked.push(context.since), machine.backend.sync()),
    });
    await tab.model.sync();
    expect(asked).toEqual([undefined]);
  });

  it('leaves out of a delta what it has, and what was refused, and takes a lower id that was late', async () => {
    const machine = await openMachine();
    const { backend, user } = machine;
    await leave(machine, 'a', 'b', 'c');
    await makeOld(user);
    const before = machine.openTab();
    before.outbox.pause();
    await before.close();
    const events = [
      event(2, 'b'),
      event(3, 'c'),
      event(1, 'a'),
      event(5, 'x', { rejected: true }),
      event(4, 'd'),
      event(4, 'd'),
    ];
    const tab = machine.openTab({
      sync: async ({ since }) => (since ? { events, sequenceId: 5 } : backend.sync()),
    });
    await tab.model.sync();
    expect(shown(tab.model)).toEqual(['a', 'b', 'c', 'd']);
    expect(backend.syncs).toBe(1);
  });

  it.each(['confirmed', 'rejected'])(
    'has a delta settle the kept mutations that it names: %s',
    async (how) => {
      const machine = await openMachine();
      const { backend, user } = machine;
      await leave(machine, 'a');
      const before = machine.openTab();
      await before.model.sync();
      before.outbox.pause();
      const { mutationId } = before.add('b');
      await before.persistence.flush();
      await before.close();
      await makeOld(user);
      const events = [event(2, 'b', { mutationId, rejected: how === 'rejected' })];
      const tab = machine.openTab({
        sync: async ({ since }) => (since ? { events, sequenceId: 2 } : backend.sync()),
      });
      tab.outbox.pause();
      await tab.model.sync();
      await eventually(() => expect(tab.outbox.getSnapshot().queue).toEqual([]));
      expect(shown(tab.model)).toEqual(how === 'confirmed' ? ['a', 'b'] : ['a']);
      expect(backend.requests).toEqual([]);
    },
  );

  it.each<[string, unknown]>([
    ['events that are no list', { events: {}, sequenceId: 2 }],
    ['an event that is none', { events: [null], sequenceId: 2 }],
    ['an event without an id', { events: [{ name: 'note.added', data: 'x' }], sequenceId: 2 }],
    ['an event that cannot be merged', { events: [event(3, 'throw')], sequenceId: 3 }],
    ['no sequence id', { events: [] }],
    ['a sequence id of another kind', { events: [], sequenceId: {} }],
    ['an older position than the one asked for', { events: [], sequenceId: 1 }],
  ])('is read whole where the delta has %s', async (_, delta) => {
    const machine = await openMachine();
    const { backend, user } = machine;
    await leave(machine, 'a', 'b');
    await makeOld(user);
    backend.commit('m', 'c');
    const tab = machine.openTab({
      sync: async ({ since }) => (since ? (delta as SyncDelta) : backend.sync()),
      merge: (log, { data }) => {
        if (data === 'throw') throw new Error('broken');
        return [...log, String(data)];
      },
    });
    await tab.model.sync();
    expect(shown(tab.model)).toEqual(['a', 'b', 'c']);
    expect(backend.syncs).toBe(2);
  });

  it('that lacks an event which could not be merged is no base for a delta', async () => {
    const machine = await openMachine();
    const { backend } = machine;
    const asked: (string | undefined)[] = [];
    const tab = machine.openTab({
      sync: (context) => (asked.push(context.since), backend.sync()),
      merge: (log, { data }) => {
        if (data === 'throw') throw new Error('broken');
        return [...log, String(data)];
      },
    });
    backend.commit('m1', 'a');
    await tab.model.sync();
    backend.commit('m2', 'throw');
    await eventually(() => expect(tab.model.state).toBe('errored'));
    await tab.model.sync();
    expect(asked).toEqual([undefined, undefined]);
    expect(shown(tab.model)).toEqual(['a', 'throw']);
  });

  it('of another version of the application, or of another channel, is not shown', async () => {
    const machine = await openMachine();
    await leave(machine, 'a');
    const tab = machine.openTab({ version: '2' });
    const seen = vi.fn();
    tab.model.subscribe((_, data) => void seen(data));
    machine.backend.commit('m', 'b');
    await tab.model.sync();
    await eventually(() => expect(seen).toHaveBeenCalled());
    expect(seen.mock.calls[0]).toEqual([['a', 'b']]);
    await tab.persistence.flush();
    await tab.close();

    const storage = new IdbStorage(machine.user);
    const row = (await storage.readState('notes:1')) as object;
    await storage.writeStates([{ ...row, channelName: 'other' } as never]);
    storage.close();
    const other = machine.openTab({ version: '2' });
    await other.model.sync();
    expect(machine.backend.syncs).toBe(3);
  });

  it('is written a second after a change at the earliest, once for many', async () => {
    const { backend, openTab, user } = await openMachine();
    const storage = faultyStorage(new IdbStorage(user), () => undefined);
    const writes = () => storage.calls.filter(({ method }) => method === 'writeStates').length;
    const waits: number[] = [];
    const timers: (() => void)[] = [];
    const clock = {
      now: () => Date.now(),
      turn: () => Promise.resolve(),
      after: (ms: number, callback: () => void) => {
        waits.push(ms);
        if (waits.length > 0 && isWriting) timers.push(callback);
        return () => undefined;
      },
    };
    let isWriting = false;
    const tab = openTab({ storage, clock });
    await tab.model.sync();
    await tab.persistence.flush();
    const before = writes();
    isWriting = true;
    for (let index = 0; index < 50; index += 1) backend.commit(`m${index}`, `n${index}`);
    await eventually(() => expect(tab.model.data.confirmed).toHaveLength(50));
    expect(writes()).toBe(before);
    expect(waits.filter((ms) => ms === 1_000).length).toBeLessThanOrEqual(3);
    timers.forEach((run) => run());
    await eventually(() => expect(writes()).toBe(before + 1));
  });

  it('is not replaced by what a tab has that fell behind', async () => {
    const { backend, openTab, user } = await openMachine();
    const [tab, behind] = [openTab(), openTab()];
    await Promise.all([tab.model.sync(), behind.model.sync()]);
    behind.ably.close();
    await eventually(() => expect(behind.model.getSnapshot().isStale).toBe(true));
    await behind.persistence.flush();
    backend.commit('m', 'a');
    await eventually(() => expect(tab.model.data.confirmed).toEqual(['a']));
    await tab.persistence.flush();

    // As when it is closed, or nobody looks at it any more.
    await behind.persistence.flush();
    const storage = new IdbStorage(user);
    onTestFinished(() => storage.close());
    expect(await storage.readState(CHANNEL)).toMatchObject({ saved: { data: ['a'] } });
  });

  it('is kept of a model that was let go of and made again as of any other', async () => {
    const { openTab, user } = await openMachine();
    const storage = faultyStorage(new IdbStorage(user), () => undefined);
    const writes = () => storage.calls.filter(({ method }) => method === 'writeStates');
    const tab = openTab({ storage, clock: hastyClock });
    await tab.model.sync();
    await tab.persistence.flush();
    await tab.model.dispose();
    const again = tab.openModel();
    await again.sync();
    // By itself, a while after the changes: what is left of the first model is written along.
    await eventually(() => expect(writes().length).toBeGreaterThan(1));
    await tab.persistence.flush();
    const before = writes().length;
    const then = Date.now();
    await eventually(() => expect(Date.now()).toBeGreaterThan(then));
    // Nothing has changed, but that it is known to be complete until now.
    await tab.persistence.flush();
    expect(writes()).toHaveLength(before + 1);
  });
});

describe('What somebody else wrote into the database', () => {
  const anything = fc.oneof(fc.anything({ maxDepth: 3, withBigInt: true, withDate: true }), fc.jsonValue());
  const broken = <Shape extends Record<string, unknown>>(shape: Shape) =>
    fc
      .tuple(fc.constantFrom(...Object.keys(shape)), anything)
      .map(([key, value]) => ({ ...shape, [key]: value }));
  const stateRow = {
    name: 'notes:1',
    channelName: 'notes:1',
    version: '1',
    saved: { data: ['a'], sequenceId: '1', takenAt: Date.now(), inChannel: true, recentIds: ['1'] },
    fullSyncAt: Date.now(),
  };
  const keptRow = {
    mutationId: 'kept',
    model: 'notes:1',
    send: 'addNote',
    event: { name: 'note.added', data: 'x' },
    coalesceKey: undefined,
    madeAt: { id: '1', inChannel: true },
    basedOn: ['a'],
    status: 'waiting',
    attempts: 0,
    error: undefined,
    at: 1,
  };
  const states = fc.oneof(
    broken(stateRow),
    broken(stateRow.saved).map((saved) => ({ ...stateRow, saved: { ...saved, data: ['a'] } })),
    fc.dictionary(fc.string(), anything),
  );
  // One of a `send` that nobody has holds up what is behind it: that is no fault, and what is made here would wait for ever.
  const canBeSent = ({ send }: Record<string, unknown>) =>
    typeof send !== 'string' || send === '' || send === keptRow.send;
  const mutations = fc.oneof(
    broken(keptRow).filter(canBeSent),
    fc.dictionary(fc.string(), anything).filter(canBeSent),
  );

  it('never keeps the application from working', async () => {
    const { backend, openTab } = await openMachine();
    backend.commit('of-a', 'a');
    let users = 0;
    await fc.assert(
      fc.asyncProperty(states, fc.array(mutations, { maxLength: 2 }), async (state, rows) => {
        const user = `foreign-${(users += 1)}`;
        const ours = new IdbStorage(user);
        await ours.readMutations();
        ours.close();
        const database = await openDB(user, 1);
        await database.put('states', { ...state, name: 'notes:1' }).catch(() => undefined);
        for (const row of rows) await database.add('mutations', { ...row }).catch(() => undefined);
        database.close();
        const tab = openTab({ user, sends: { addNote: async () => undefined }, timeout: 20 });
        await tab.model.sync();
        expect(tab.model.data.confirmed?.[0]).toBe('a');
        const { acknowledged } = tab.outbox.mutate(tab.model as never, 'addNote', {
          name: 'note.added',
          data: 'y',
        });
        await acknowledged;
        await tab.close();
      }),
      { numRuns: 60 },
    );
  });

  it.each<[string, object]>([
    ['attempts that are none', { attempts: NaN, status: 'sending' }],
    ['attempts below none', { attempts: -3 }],
    ['no mutation id', { mutationId: '' }],
    ['a status of another kind', { status: 'lost' }],
    ['an event without a name', { event: { name: '' } }],
    ['a place at the end of all', { place: Infinity }],
  ])('is no mutation with %s', (_, fault) => {
    expect(toKeptRow({ place: 1, ...keptRow })).toEqual({ place: 1, ...keptRow });
    expect(toKeptRow({ place: 1, ...keptRow, ...fault })).toBeUndefined();
  });

  it('costs a mutation only what helps: where it was made, its key, why it failed', () => {
    const faults = { madeAt: { id: 5n }, coalesceKey: 5, error: {}, at: 'now', merged: 7 };
    const { merged: _, ...read } = toKeptRow({ place: 1, ...keptRow, ...faults }) as KeptRow;
    expect(read).toEqual({ place: 1, ...keptRow, madeAt: undefined, at: 0 });
    expect(toKeptRow({ place: 1, ...keptRow, ...faults })).not.toHaveProperty('merged');
  });

  it.each<[string, object]>([
    ['a time that no sum can be made of', { fullSyncAt: 5n }],
    ['a time of the sync that is none', { saved: { ...stateRow.saved, syncedAt: {} } }],
    ['ids that are no list', { saved: { ...stateRow.saved, recentIds: 7 } }],
    ['ids that are no text', { saved: { ...stateRow.saved, recentIds: [7] } }],
    ['no data', { saved: { sequenceId: '1' } }],
  ])('is no state with %s', (_, fault) => {
    expect(isStateRow(stateRow)).toBe(true);
    expect(isStateRow({ ...stateRow, ...fault })).toBe(false);
  });
});

describe('Two users on one machine', () => {
  it('see and send nothing of each other', async () => {
    const { backend, openTab } = await openMachine();
    const one = openTab({ user: 'one' });
    await one.model.sync();
    one.outbox.pause();
    one.add('secret');
    await one.persistence.flush();
    await one.close();
    const two = openTab({ user: 'two' });
    await two.model.sync();
    expect(shown(two.model)).toEqual([]);
    expect(two.outbox.getSnapshot().queue).toEqual([]);
    expect(two.model.getSnapshot().hydration).toBeUndefined();
    await two.close();
    expect(backend.requests).toEqual([]);
    const again = openTab({ user: 'one' });
    await again.model.sync();
    await eventually(() => expect(backend.texts()).toEqual(['secret']));
  });

  it('forget everything at a sign-out, in all tabs, and keep nothing from then on', async () => {
    const { backend, openTab, user } = await openMachine();
    backend.commit('m', 'a');
    const [one, two] = [openTab(), openTab()];
    await Promise.all([one.model.sync(), two.model.sync()]);
    one.outbox.pause();
    const mutations = [one.add('b'), two.add('c')];
    await eventually(() => expect(shown(one.model)).toEqual(['a', 'b', 'c']));
    await Promise.all([one.persistence.flush(), two.persistence.flush()]);
    // On its way to the storage while everything is forgotten.
    const late = two.add('d');
    backend.commit('m2', 'm2');
    await eventually(() => expect(two.model.data.confirmed).toEqual(['a', 'm2']));
    await one.persistence.clear();
    // The other tab has not heard of it yet, and writes what it has.
    await two.persistence.flush();
    for (const { settled } of [...mutations, late])
      await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(shown(one.model)).toEqual(['a', 'm2']);
    expect(shown(two.model)).toEqual(['a', 'm2']);
    for (const tab of [one, two]) {
      tab.add('after');
      backend.commit(`x-${Math.random()}`, 'x');
      await tab.persistence.flush();
    }
    const storage = new IdbStorage(user);
    expect(await storage.readMutations()).toEqual([]);
    expect(await storage.readState('notes:1')).toBeUndefined();
    storage.close();
  });

  it('are told where a sign-out could not forget', async () => {
    const { openTab, user } = await openMachine();
    const storage = faultyStorage(new IdbStorage(user), ({ method }) =>
      method === 'clear' ? 'reject' : undefined,
    );
    const tab = openTab({ storage });
    await tab.model.sync();
    await expect(tab.persistence.clear()).rejects.toMatchObject({ code: 'storage-failed' });
  });
});
