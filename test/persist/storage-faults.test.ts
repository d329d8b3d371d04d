import { afterAll, describe, expect, it } from 'vitest';
import { systemClock, type Clock } from '../../src/model/clock.js';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { faultyStorage, type StorageCall, type StorageFault } from './faulty-storage.js';
import { eventually, hastyClock, openMachine, type Machine, type Tab } from './machine.js';

/** The later text goes on where the earlier one ended: merged twice or not at all, it shows. */
const append = (backend: Machine['backend']) => ({
  addNote: backend.send,
  typeNote: {
    send: backend.send,
    coalesceKey: () => 'text',
    coalesce: (previous: { name: string; data?: unknown }, next: { name: string; data?: unknown }) => ({
      ...next,
      data: `${String(previous.data)}${String(next.data)}`,
    }),
  },
});

/** A session with a bit of everything, on a storage that fails as it is told. */
async function runSession(
  faultOf: (call: StorageCall) => StorageFault | undefined,
  // In a hurry only where something is waited for: on a busy machine it takes any storage for one that hangs.
  clock: Clock = systemClock,
) {
  const machine = await openMachine();
  const { backend, openTab, user } = machine;
  const storage = faultyStorage(new IdbStorage(user), faultOf);
  const tab = openTab({ storage, clock, sends: append(backend) });
  await tab.model.sync();
  tab.outbox.pause();
  const mutations = [tab.add('a'), tab.add('b'), tab.add('x', 'typeNote'), tab.add('y', 'typeNote')];
  await new Promise((resolve) => setImmediate(resolve));
  mutations.push(tab.add('z', 'typeNote'));
  await tab.persistence.flush();
  expect(tab.model.data.optimistic).toEqual(['a', 'b', 'xyz']);
  tab.outbox.resume();
  await Promise.all(mutations.map(({ settled }) => settled));
  await tab.persistence.flush();
  return { ...machine, tab, storage };
}

function expectAllIsWell(backend: Machine['backend'], { model, outbox }: Tab): void {
  expect(backend.requests.map(({ text }) => text)).toEqual(['a', 'b', 'xyz']);
  expect(model.data.confirmed).toEqual(['a', 'b', 'xyz']);
  expect(model.data.optimistic).toEqual(['a', 'b', 'xyz']);
  expect(outbox.getSnapshot()).toMatchObject({ queue: [], failed: [], unsaved: 0 });
}

describe('A storage that fails', () => {
  const runs: Record<string, number> = {};
  afterAll(() => console.log('storage faults, calls that failed each in a run of its own:', runs));

  it.each(['throw', 'reject', 'never answer', 'answer late', 'lose the answer'] as const)(
    'at any one call: the mutations are sent all the same, in order and once (%s)',
    async (fault) => {
      const { storage } = await runSession(() => undefined);
      const count = storage.calls.length;
      expect(count).toBeGreaterThan(10);
      const clock = fault === 'never answer' || fault === 'answer late' ? hastyClock : systemClock;
      for (let number = 1; number <= count; number += 1) {
        const run = await runSession((call) => (call.number === number ? fault : undefined), clock);
        expectAllIsWell(run.backend, run.tab);
        if (run.storage.calls.length < number) break;
        await eventually(() => {
          expect(run.tab.errors, `at call ${number}`).toMatchObject([{ code: 'storage-failed' }]);
        });
        // A page that is opened now finds nothing that it would send again.
        await run.tab.close();
        const next = run.openTab({ sends: append(run.backend) });
        await next.outbox.loaded;
        await next.model.sync();
        await eventually(() => expectAllIsWell(run.backend, next));
        await next.close();
      }
      runs[fault] = count;
    },
  );

  it('that took a mutation and did not say so is found out, and gets what was merged into it meanwhile', async () => {
    const machine = await openMachine();
    const storage = faultyStorage(new IdbStorage(machine.user), ({ method }) =>
      method === 'addMutation' ? 'lose the answer' : undefined,
    );
    const sends = append(machine.backend);
    const tab = machine.openTab({ storage, clock: hastyClock, sends });
    await tab.model.sync();
    tab.outbox.pause();
    tab.add('x', 'typeNote');
    tab.add('y', 'typeNote');
    await tab.persistence.flush();
    // Who is new has the others look at the storage.
    const other = machine.openTab({ sends });
    await other.outbox.loaded;
    await tab.persistence.flush();

    tab.outbox.resume();
    await eventually(() => expect(machine.backend.rows.map(({ text }) => text)).toEqual(['xy']));
  });

  it('that does not answer is waited for once, and not for each call', async () => {
    const waits: number[] = [];
    const clock = {
      ...hastyClock,
      after: (ms: number, callback: () => void) => (waits.push(ms), hastyClock.after(ms, callback)),
    };
    const { backend, openTab, user } = await openMachine();
    const { add } = openTab({ storage: faultyStorage(new IdbStorage(user), () => 'never answer'), clock });
    await Promise.all(['a', 'b', 'c', 'd'].map((text) => add(text)).map(({ acknowledged }) => acknowledged));
    expect(backend.texts()).toEqual(['a', 'b', 'c', 'd']);
    expect(waits.filter((ms) => ms === 5_000)).toHaveLength(1);
  });

  it.each(['throw', 'reject', 'never answer'] as const)(
    'at all calls: the application goes on without it, and is told once (%s)',
    async (fault) => {
      const { backend, tab } = await runSession(() => fault, hastyClock);
      expectAllIsWell(backend, tab);
      expect(tab.errors).toMatchObject([{ code: 'storage-failed' }]);
      expect(tab.errors[0]?.message).toMatch(/^unable to .*; .*may be gone with this page$/);
    },
  );
});
