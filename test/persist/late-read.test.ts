import { describe, expect, it } from 'vitest';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { eventually, hastyClock, openMachine, shown } from './machine.js';

/** A storage that has read, and does not say what until it may. */
function createSlowStorage(user: string) {
  const storage = new IdbStorage(user);
  const readMutations = storage.readMutations.bind(storage);
  let held: Promise<void> | undefined;
  let letGo = () => undefined as void;
  let reads = 0;
  storage.readMutations = async () => {
    const rows = await readMutations();
    if (held) reads += 1;
    await held;
    return rows;
  };
  return {
    storage,
    hold: () => void (held = new Promise((resolve) => (letGo = resolve))),
    letGo: () => {
      held = undefined;
      letGo();
    },
    heldReads: () => reads,
  };
}

describe('A read of the queue that is overtaken', () => {
  it.each(['confirmed', 'cancelled'] as const)(
    'does not bring back a mutation that was %s meanwhile',
    async (end) => {
      const { backend, openTab, user } = await openMachine();
      const slow = createSlowStorage(user);
      const one = openTab({ storage: slow.storage });
      const two = openTab();
      await Promise.all([one.model.sync(), two.model.sync()]);
      one.outbox.pause();
      const { mutationId } = one.add('a');
      await eventually(() => expect(two.outbox.getSnapshot().queue).toHaveLength(1));

      // What the other tab stores has this one read, and the answer takes its time.
      slow.hold();
      two.add('b');
      await eventually(() => expect(slow.heldReads()).toBe(1));
      if (end === 'confirmed') backend.commit(mutationId, 'a');
      else one.outbox.cancel(mutationId);
      const left = end === 'confirmed' ? ['a'] : [];
      await eventually(() => {
        expect(shown(one.model)).toEqual(left);
        expect(one.outbox.getSnapshot().queue).toEqual([]);
      });

      const seen: (readonly string[])[] = [];
      one.model.subscribe(() => seen.push(shown(one.model) ?? []));
      slow.letGo();
      await eventually(() => expect(shown(one.model)).toEqual([...left, 'b']));
      await one.persistence.flush();
      expect(one.outbox.getSnapshot().queue).toMatchObject([{ event: { data: 'b' } }]);
      expect(shown(one.model)).toEqual([...left, 'b']);
      for (const log of seen) expect(log.filter((text) => text === 'a')).toEqual(left);
    },
  );

  it('does not show a mutation of another tab that its own model has confirmed', async () => {
    const { backend, openTab, user } = await openMachine();
    const slow = createSlowStorage(user);
    const one = openTab();
    const two = openTab({ storage: slow.storage });
    await Promise.all([one.model.sync(), two.model.sync()]);
    await Promise.all([one.persistence.flush(), two.persistence.flush()]);
    one.outbox.pause();
    slow.hold();
    const { mutationId } = one.add('a');
    await eventually(() => expect(slow.heldReads()).toBe(1));
    backend.commit(mutationId, 'a');
    await eventually(() => expect(two.model.data.confirmed).toEqual(['a']));
    // It is gone from the storage, and the other tab has said so before it says the next thing.
    await one.persistence.flush();
    one.outbox.resume();
    await eventually(() => expect(two.outbox.getSnapshot().isPaused).toBe(false));

    slow.letGo();
    await two.persistence.flush();
    expect(shown(two.model)).toEqual(['a']);
    expect(two.outbox.getSnapshot().queue).toEqual([]);
  });

  it.each(['sent', 'acknowledged'] as const)(
    'does not lay what an earlier page had %s over a state that was read before, and has it',
    async (status) => {
      const { backend, openTab, user } = await openMachine();
      const one = openTab({
        sends: {
          addNote: async ({ mutationId, event }) => {
            backend.commit(mutationId, String(event.data), { isPublished: false });
            if (status === 'sent') await new Promise(() => undefined);
          },
        },
      });
      await one.model.sync();
      one.add('a');
      const kept = status === 'sent' ? 'sending' : 'acknowledged';
      await eventually(() => expect(one.outbox.getSnapshot().queue).toMatchObject([{ status: kept }]));
      await eventually(() => expect(backend.texts()).toEqual(['a']));
      await one.close();

      const slow = createSlowStorage(user);
      slow.hold();
      // It waits for the storage no longer than it has to.
      const two = openTab({ storage: slow.storage, clock: hastyClock });
      await two.model.sync();
      expect(shown(two.model)).toEqual(['a']);
      const seen: (readonly string[])[] = [];
      two.model.subscribe(() => seen.push(shown(two.model) ?? []));
      slow.letGo();
      await eventually(() => expect(backend.syncs).toBe(3));
      await eventually(() => expect(two.outbox.getSnapshot().queue).toEqual([]));
      for (const log of seen) expect(log).toEqual(['a']);
      expect(shown(two.model)).toEqual(['a']);
      expect(backend.texts()).toEqual(['a']);
    },
  );
});
