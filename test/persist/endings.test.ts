import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { SendRequest } from 'ably-models-react/persist';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { createBus } from '../../src/persist/tabs.js';
import { faultyStorage } from './faulty-storage.js';
import { CHANNEL, eventually, note, openMachine, shown } from './machine.js';

/** A `send` that never comes back, and why each attempt was aborted. */
function hangingSend() {
  const aborted: unknown[] = [];
  let begun = 0;
  const addNote = ({ signal }: SendRequest) => {
    begun += 1;
    signal.addEventListener('abort', () => aborted.push(signal.reason));
    return new Promise(() => undefined);
  };
  return { addNote, aborted, begun: () => begun };
}

describe('A sign-out', () => {
  it('leaves the sending to whoever signs in next, though no tab was reloaded', async () => {
    const { backend, openTab } = await openMachine();
    const [one, two] = [openTab(), openTab()];
    await Promise.all([one.model.sync(), two.model.sync()]);
    await one.persistence.clear();
    const next = openTab();
    await next.model.sync();
    await next.add('a').settled;
    expect(backend.texts()).toEqual(['a']);
  });

  it('aborts what is on its way', async () => {
    const { openTab } = await openMachine();
    const { addNote, aborted, begun } = hangingSend();
    const tab = openTab({ sends: { addNote } });
    await tab.model.sync();
    const { settled } = tab.add('a');
    await eventually(() => expect(begun()).toBe(1));
    await tab.persistence.clear();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(aborted).toMatchObject([{ code: 'mutation-cancelled' }]);
  });
});

describe('A mutation that another tab cancels', () => {
  it('is aborted in the tab that sends it', async () => {
    const { openTab } = await openMachine();
    const { addNote, aborted, begun } = hangingSend();
    const one = openTab({ sends: { addNote } });
    await one.model.sync();
    const two = openTab();
    await two.model.sync();
    const { mutationId } = one.add('a');
    await eventually(() => expect(begun()).toBe(1));
    await eventually(() => expect(two.outbox.getSnapshot().queue).toMatchObject([{ status: 'sending' }]));
    two.outbox.cancel(mutationId);
    await eventually(() => expect(aborted).toMatchObject([{ code: 'mutation-cancelled' }]));
  });
});

describe('A mutation that is cancelled', () => {
  it('tells its end once', async () => {
    const { openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    const { settled, answeredLate, cancel } = tab.add('a');
    const answered = vi.fn();
    answeredLate.then(answered, answered);
    cancel();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    await tab.add('b').settled;
    expect(answered).not.toHaveBeenCalled();
  });
});

describe('A mutation that the backend has, and whose confirmation no page has heard', () => {
  const DAY = 86_400_000;
  const leave = async (user: string, row: { readonly at: number; readonly acknowledgedAt: number }) => {
    const storage = new IdbStorage(user);
    await storage.addMutation({
      mutationId: 'm',
      model: CHANNEL,
      send: 'addNote',
      event: note('a'),
      coalesceKey: undefined,
      madeAt: undefined,
      status: 'acknowledged',
      attempts: 1,
      error: undefined,
      ...row,
    });
    storage.close();
  };

  it('is shown by the next page though it was made long ago, and sent lately', async () => {
    const { openTab, user } = await openMachine();
    await leave(user, { at: Date.now() - 2 * DAY, acknowledgedAt: Date.now() - 1_000 });
    const tab = openTab();
    await tab.outbox.loaded;
    expect(tab.outbox.getSnapshot().queue).toMatchObject([{ mutationId: 'm', status: 'acknowledged' }]);
  });

  it('is forgotten a day after the backend had it', async () => {
    const { openTab, user } = await openMachine();
    await leave(user, { at: Date.now() - 2 * DAY, acknowledgedAt: Date.now() - DAY - 1_000 });
    const tab = openTab();
    await tab.outbox.loaded;
    expect(tab.outbox.getSnapshot().queue).toEqual([]);
    await tab.persistence.flush();
    const storage = new IdbStorage(user);
    onTestFinished(() => storage.close());
    expect(await storage.readMutations()).toEqual([]);
  });

  it('is dated when the backend had it', async () => {
    const { backend, openTab, user } = await openMachine();
    const tab = openTab({ timeout: 60_000 });
    await tab.model.sync();
    backend.faults.push('say nothing');
    const before = Date.now();
    await tab.add('a').acknowledged;
    const storage = new IdbStorage(user);
    onTestFinished(() => storage.close());
    const [row] = await storage.readMutations();
    expect(row?.acknowledgedAt).toBeGreaterThanOrEqual(before);
  });
});

describe('A client that is closed', () => {
  it('tells who waits that it does, takes off the screen what it does not send, and leaves it to the next', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    tab.outbox.pause();
    const { settled, mutationId } = tab.add('a');
    await tab.persistence.flush();
    void tab.persistence.close();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(shown(tab.model)).toEqual([]);
    await tab.close();

    const next = openTab();
    await next.model.sync();
    await eventually(() => expect(next.model.data.confirmed).toEqual(['a']));
    expect(backend.requests).toMatchObject([{ mutationId }]);
  });

  it('has written what changed just before, and leaves the sending to another tab', async () => {
    const { backend, openTab, user } = await openMachine();
    const [tab, other] = [openTab(), openTab()];
    await Promise.all([tab.model.sync(), other.model.sync()]);
    await eventually(() => expect(tab.outbox.getSnapshot().isLeading).toBe(true));
    expect(other.outbox.getSnapshot().isLeading).toBe(false);
    backend.commit('m', 'a');
    await eventually(() => expect(tab.model.data.confirmed).toEqual(['a']));
    const rejecting = vi.fn();
    const { settled } = tab.add('b');
    settled.catch(rejecting);

    await Promise.all([tab.persistence.close(), tab.persistence.close()]);
    expect(rejecting).toHaveBeenCalled();
    const storage = new IdbStorage(user);
    onTestFinished(() => storage.close());
    expect(await storage.readState(CHANNEL)).toMatchObject({ saved: { data: ['a'] } });
    await eventually(() => expect(other.outbox.getSnapshot().isLeading).toBe(true));
    expect(tab.outbox.getSnapshot().isLeading).toBe(false);
    await eventually(() => expect(backend.texts()).toEqual(['a', 'b']));
  });

  it('says nothing to the other tabs any more', () => {
    const bus = createBus('closed');
    bus.close();
    expect(() => bus.post({ type: 'changed' })).not.toThrow();
  });
});

describe('An `onError` that throws', () => {
  it('keeps nothing from being sent', async () => {
    const { backend, openTab, user } = await openMachine();
    const storage = faultyStorage(new IdbStorage(user), () => 'reject');
    const tab = openTab({
      storage,
      onError: () => {
        throw new Error('of the application');
      },
    });
    await tab.model.sync();
    await tab.add('a').settled;
    expect(backend.texts()).toEqual(['a']);
  });
});

describe('A mutation that failed and is retried from the outbox', () => {
  it('tells its end to who made it', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('refuse');
    const { settled, answeredLate, mutationId } = tab.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    tab.outbox.retry(mutationId);
    await answeredLate;
    expect(backend.texts()).toEqual(['a']);
  });

  it('can be followed again by who made it, and by nobody else', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('refuse');
    const { settled, answeredLate, mutationId } = tab.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    tab.outbox.pause();
    tab.outbox.retry(mutationId);
    const again = tab.outbox.mutate(tab.model as never, 'addNote', { ...note('a'), mutationId });
    expect(() => tab.outbox.mutate(tab.model as never, 'addNote', { ...note('a'), mutationId })).toThrow(
      /kept already/,
    );
    let isAnsweredTwice = false;
    void answeredLate.then(() => (isAnsweredTwice = true));
    tab.outbox.resume();
    await again.settled;
    expect(backend.texts()).toEqual(['a']);
    expect(isAnsweredTwice).toBe(false);
  });

  it('and is dismissed then has told its end, and tells none more', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('refuse');
    const { settled, answeredLate, mutationId } = tab.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    let isAnswered = false;
    void answeredLate.finally(() => (isAnswered = true));
    tab.outbox.dismiss(mutationId);
    await tab.add('b').settled;
    expect(isAnswered).toBe(false);
  });
});
