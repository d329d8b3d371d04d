import type { SendRequest } from 'ably-models-react/persist';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/model/clock.js';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import type { KeptRow } from '../../src/persist/storage.js';
import { faultyStorage } from './faulty-storage.js';
import { eventually, openMachine, shown } from './machine.js';

/** What was read first of any mutations comes only when the gate is opened. */
class SlowReads extends IdbStorage {
  readonly gate = createGate();
  readonly reading = createGate();

  override async readMutations(): Promise<readonly KeptRow[]> {
    const rows = await super.readMutations();
    if (rows.length === 0) return rows;
    this.reading.open();
    await this.gate.opened;
    return rows;
  }
}

function createGate() {
  let open!: () => void;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

describe('The outbox', () => {
  it('shows a mutation in the same tick, keeps it, sends it, and forgets it once it is confirmed', async () => {
    const { backend, openTab } = await openMachine();
    const { model, add, outbox, persistence } = openTab();
    await model.sync();

    const { settled, mutationId } = add('a');
    expect(shown(model)).toEqual(['a']);
    await settled;

    expect(backend.rows).toMatchObject([{ mutationId, text: 'a' }]);
    expect(model.data.confirmed).toEqual(['a']);
    await persistence.flush();
    await eventually(() => expect(outbox.getSnapshot().queue).toEqual([]));
  });

  it('shows and sends after a restart what was made offline, in order and once', async () => {
    const { backend, openTab, local } = await openMachine();
    const before = openTab();
    await before.model.sync();
    before.ably.close();
    for (const text of ['a', 'b', 'c']) before.add(text);
    expect(shown(before.model)).toEqual(['a', 'b', 'c']);
    await before.persistence.flush();
    await before.close();

    const after = openTab();
    const syncing = after.model.sync();
    await eventually(() => expect(shown(after.model)).toEqual(['a', 'b', 'c']));
    await syncing;
    await eventually(() => expect(after.outbox.getSnapshot().queue).toEqual([]));
    expect(backend.texts()).toEqual(['a', 'b', 'c']);
    expect(after.model.data.confirmed).toEqual(['a', 'b', 'c']);
    expect(local.attachments('notes:1')).toBe(1);
    // Read once, by the first tab: the second replayed.
    expect(backend.syncs).toBe(1);
  });

  it('sends once what two tabs show', async () => {
    const { backend, openTab } = await openMachine();
    const [one, two] = [openTab(), openTab()];
    await Promise.all([one.model.sync(), two.model.sync()]);
    one.outbox.pause();
    one.add('a');
    two.add('b');
    await eventually(() => {
      expect(shown(one.model)).toHaveLength(2);
      expect(shown(two.model)).toHaveLength(2);
    });
    expect(backend.requests).toEqual([]);
    two.outbox.resume();
    await eventually(() => expect(backend.rows).toHaveLength(2));
    await eventually(() => expect(one.outbox.getSnapshot().queue).toEqual([]));
    await eventually(() => expect(two.outbox.getSnapshot().queue).toEqual([]));
    expect(backend.requests).toHaveLength(2);
    expect(one.model.data.confirmed).toEqual(two.model.data.confirmed);
  });

  it.each(['lose the request', 'lose the answer', 'fail', 'never answer'] as const)(
    'tries again when the backend does this: %s',
    async (fault) => {
      const { backend, openTab } = await openMachine();
      const { model, add, outbox } = openTab();
      await model.sync();
      backend.faults.push(fault);
      const { settled } = add('a');
      add('b');
      await settled;
      await eventually(() => expect(outbox.getSnapshot().queue).toEqual([]));
      expect(backend.texts()).toEqual(['a', 'b']);
      expect(model.data.optimistic).toEqual(['a', 'b']);
    },
  );

  it('sends the next one as soon as the one before is confirmed, if the answer never comes', async () => {
    const { backend, openTab } = await openMachine();
    // No timeout ends the attempt: nothing but the confirmation can.
    const { model, add } = openTab({ clock: { ...systemClock, after: () => () => undefined } });
    await model.sync();
    backend.faults.push('never answer');
    add('a');
    await add('b').settled;
    expect(backend.rows.map(({ text }) => text)).toEqual(['a', 'b']);
    expect(backend.requests).toHaveLength(2);
  });

  it('shows nothing twice that ended while the tab read what the others have', async () => {
    const { backend, openTab, user } = await openMachine();
    const storage = new SlowReads(user);
    const { gate, reading } = storage;
    const sendWhileReading = async (request: SendRequest) => {
      await reading.opened;
      await backend.send(request);
    };
    const one = openTab({ sends: { addNote: sendWhileReading } });
    await one.model.sync();
    const two = openTab({ storage });
    await two.model.sync();
    // The first tab sends it, and says so; the second finds it among the rows, and then hears the confirmation.
    await two.add('a').settled;
    gate.open();
    await two.persistence.flush();
    expect(shown(two.model)).toEqual(['a']);
    expect(two.outbox.getSnapshot().queue).toEqual([]);
    expect(backend.requests).toHaveLength(1);
  });

  it('calls nothing unsaved that the backend has, though this tab cannot hear of it', async () => {
    const { backend, openTab } = await openMachine();
    const one = openTab();
    await one.model.sync();
    const two = openTab();
    await two.model.sync();
    two.ably.close();
    two.add('a');
    await two.persistence.flush();
    const unsaved: number[] = [];
    two.outbox.subscribe(() => unsaved.push(two.outbox.getSnapshot().unsaved));
    await eventually(() => expect(one.model.data.confirmed).toEqual(['a']));
    await one.persistence.flush();
    // What the first tab says at last has arrived.
    two.outbox.pause();
    one.outbox.resume();
    await eventually(() => expect(two.outbox.getSnapshot().isPaused).toBe(false));

    expect(two.outbox.getSnapshot().queue).toMatchObject([{ status: 'acknowledged', isStored: true }]);
    expect(unsaved.filter((count) => count > 0)).toEqual([]);
    expect(shown(two.model)).toEqual(['a']);
    expect(backend.requests).toHaveLength(1);
  });

  it('sends nothing any more when it is closed while it is being noted that a mutation is sent', async () => {
    const { backend, openTab, user } = await openMachine();
    const inner = new IdbStorage(user);
    let goOn: (() => void) | undefined;
    const storage = {
      ...faultyStorage(inner, () => undefined),
      changeMutation: async (...args: Parameters<IdbStorage['changeMutation']>) => {
        await new Promise<void>((resolve) => (goOn = resolve));
        return inner.changeMutation(...args);
      },
    };
    const one = openTab({ storage });
    await one.model.sync();
    one.add('a');
    await eventually(() => expect(goOn).toBeDefined());
    const closing = one.persistence.close();
    goOn?.();
    await closing;
    expect(backend.requests).toEqual([]);
    const two = openTab();
    await two.model.sync();
    await eventually(() => expect(backend.texts()).toEqual(['a']));
    expect(backend.requests).toHaveLength(1);
  });

  it('goes on in all tabs when it is resumed while another tab opens', async () => {
    const { backend, openTab } = await openMachine();
    const [one, two] = [openTab(), openTab()];
    await Promise.all([one.model.sync(), two.model.sync()]);
    one.outbox.pause();
    await eventually(() => expect(two.outbox.getSnapshot().isPaused).toBe(true));
    one.add('a');
    await one.persistence.flush();
    const three = openTab();
    // Those that it has asked tell it that they were paused, and have heard of this by the time that it hears them.
    one.outbox.resume();
    await eventually(() => expect(backend.requests).toHaveLength(1));
    expect([one, two, three].map(({ outbox }) => outbox.getSnapshot().isPaused)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('keeps what the backend refused as failed, and sends what comes after it', async () => {
    const { backend, openTab } = await openMachine();
    const { model, add, outbox } = openTab();
    await model.sync();
    backend.faults.push('refuse');
    const refused = add('a');
    const { settled } = add('b');
    await expect(refused.settled).rejects.toMatchObject({ code: 'send-failed' });
    await settled;
    expect(model.data.optimistic).toEqual(['b']);
    expect(outbox.getSnapshot().failed).toMatchObject([{ error: 'not allowed', event: { data: 'a' } }]);
    outbox.retry(refused.mutationId);
    expect(model.data.optimistic).toEqual(['b', 'a']);
    await eventually(() => expect(backend.texts()).toEqual(['b', 'a']));
  });
});
