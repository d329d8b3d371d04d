import { describe, expect, it } from 'vitest';
import type { SendOptions } from 'ably-models-react/persist';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import { faultyStorage } from './faulty-storage.js';
import { eventually, openMachine, shown, type Machine } from './machine.js';

type Event = Parameters<NonNullable<SendOptions['coalesceKey']>>[0];

const append = (previous: Event, next: Event): Event => ({
  ...next,
  data: `${String(previous.data)}+${String(next.data)}`,
});

/** The key is what stands before the colon; without one there is none. */
const keyOf = ({ data }: Event) => /^(.*):/.exec(String(data))?.[1];

const requested = (backend: Machine['backend']) => backend.requests.map(({ text }) => text);

/** A tab that has caught up, and sends nothing until it is told to. */
async function openPaused(options: Partial<SendOptions> = {}) {
  const machine = await openMachine();
  const { backend, openTab } = machine;
  const sends = { addNote: { send: backend.send, coalesceKey: keyOf, coalesce: append, ...options } };
  const tab = openTab({ sends });
  await tab.model.sync();
  tab.outbox.pause();
  return { ...machine, sends, tab };
}

describe('Mutations that wait, with the same key', () => {
  it('become one, which keeps the id and the place of the first; all their promises settle with it', async () => {
    const { backend, tab } = await openPaused();
    const first = tab.add('k:a');
    const other = tab.add('b');
    const second = tab.add('k:c');
    expect(shown(tab.model)).toEqual(['k:a+k:c', 'b']);
    tab.outbox.resume();
    await Promise.all([first.settled, second.settled, other.settled, second.acknowledged]);
    expect(backend.rows.map(({ mutationId, text }) => [mutationId, text])).toEqual([
      [first.mutationId, 'k:a+k:c'],
      [other.mutationId, 'b'],
    ]);
    expect(backend.requests).toHaveLength(2);
  });

  it('become the later one by default', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab({ sends: { addNote: { send: backend.send, coalesceKey: () => 'all' } } });
    await tab.model.sync();
    tab.outbox.pause();
    tab.add('a');
    tab.add('b');
    expect(shown(tab.model)).toEqual(['b']);
  });

  it('fail together, and are cancelled together', async () => {
    const { backend, tab } = await openPaused();
    const refused = [tab.add('k:a'), tab.add('k:b')];
    backend.faults.push('refuse');
    tab.outbox.resume();
    for (const { settled } of refused) await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    tab.outbox.pause();
    const cancelled = [tab.add('k:c'), tab.add('k:d')] as const;
    cancelled[1].cancel();
    for (const { settled } of cancelled)
      await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(shown(tab.model)).toEqual([]);
  });

  it('stay apart where the keys differ, or there is none', async () => {
    const { backend, tab } = await openPaused();
    const { settled } = ['k:a', 'l:b', 'c', 'd'].map((text) => tab.add(text)).at(-1) as {
      settled: Promise<void>;
    };
    tab.outbox.resume();
    await settled;
    expect(requested(backend)).toEqual(['k:a', 'l:b', 'c', 'd']);
  });

  it('are never merged into one that is on its way, or was', async () => {
    const { backend, tab } = await openPaused();
    backend.faults.push('lose the answer');
    tab.add('k:a');
    tab.outbox.resume();
    await eventually(() => expect(backend.requests).toHaveLength(1));
    const { settled } = tab.add('k:b');
    await settled;
    expect(backend.texts()).toEqual(['k:a', 'k:b']);
    expect(shown(tab.model)).toEqual(['k:a', 'k:b']);
  });

  it('are merged after a restart, and by another tab', async () => {
    const { backend, tab, openTab, sends } = await openPaused();
    tab.add('k:a');
    await tab.persistence.flush();
    await tab.close();
    const after = openTab({ sends });
    after.outbox.pause();
    const other = openTab({ sends });
    await Promise.all([after.model.sync(), other.model.sync()]);
    await eventually(() => expect(shown(other.model)).toEqual(['k:a']));
    after.add('k:b');
    await eventually(() => expect(shown(other.model)).toEqual(['k:a+k:b']));
    other.add('k:c');
    await eventually(() => expect(shown(after.model)).toEqual(['k:a+k:b+k:c']));
    after.outbox.resume();
    await eventually(() => expect(backend.texts()).toEqual(['k:a+k:b+k:c']));
    expect(requested(backend)).toEqual(['k:a+k:b+k:c']);
  });

  it('go on as mutations of their own where another tab has just begun to send', async () => {
    const { backend, tab, openTab, sends, user } = await openPaused();
    // The second tab has not heard yet that the first one is sending: nothing that it reads says so.
    let isDeaf = false;
    const inner = new IdbStorage(user);
    const other = openTab({
      sends,
      storage: faultyStorage(inner, ({ method }) =>
        isDeaf && method === 'readMutations' ? 'reject' : undefined,
      ),
    });
    await other.model.sync();
    const { settled: first } = tab.add('k:a');
    await eventually(() => expect(shown(other.model)).toEqual(['k:a']));
    isDeaf = true;
    backend.faults.push('never answer');
    const release = holdConfirmations(backend);
    tab.outbox.resume();
    await eventually(() => expect(backend.requests).toHaveLength(1));
    const { settled, mutationId } = other.add('k:b');
    expect(shown(other.model)).toEqual(['k:a+k:b']);
    await eventually(() => expect(shown(other.model)).toEqual(['k:a', 'k:b']));
    isDeaf = false;
    release();
    await Promise.all([first, settled]);
    expect(backend.rows.map((row) => row.text)).toEqual(['k:a', 'k:b']);
    expect(backend.rows[1]?.mutationId).toBe(mutationId);
  });

  it('are counted once each, also where the storage does not answer in time and yet has done it', async () => {
    const { backend, openTab, user } = await openMachine();
    const sends = { addNote: { send: backend.send, coalesceKey: keyOf, coalesce: append } };
    const storage = faultyStorage(new IdbStorage(user), ({ method, number }) =>
      method === 'changeMutation' && number % 2 === 0 ? 'lose the answer' : undefined,
    );
    const tab = openTab({ sends, storage });
    await tab.model.sync();
    tab.outbox.pause();
    for (const text of ['k:1', 'k:2', 'k:3', 'k:4', 'k:5']) {
      tab.add(text);
      await tab.persistence.flush();
    }
    expect(shown(tab.model)).toEqual(['k:1+k:2+k:3+k:4+k:5']);
    tab.outbox.resume();
    await eventually(() => expect(backend.texts()).toEqual(['k:1+k:2+k:3+k:4+k:5']));
  });

  it('are counted as unsaved until the storage has what was merged, too', async () => {
    const { tab, user, openTab, sends } = await openPaused();
    tab.add('k:a');
    await tab.persistence.flush();
    expect(tab.outbox.getSnapshot().unsaved).toBe(0);
    const unsaved: number[] = [];
    tab.outbox.subscribe(() => unsaved.push(tab.outbox.getSnapshot().unsaved));
    tab.add('k:b');
    await eventually(() => expect(unsaved).toContain(1));
    await tab.persistence.flush();
    await eventually(() => expect(tab.outbox.getSnapshot().unsaved).toBe(0));
    let isBroken = false;
    const storage = faultyStorage(new IdbStorage(user), () => (isBroken ? 'reject' : undefined));
    const broken = openTab({ sends, storage });
    await broken.model.sync();
    await eventually(() => expect(shown(broken.model)).toEqual(['k:a+k:b']));
    isBroken = true;
    broken.add('k:c');
    await broken.persistence.flush();
    await eventually(() => expect(broken.outbox.getSnapshot().unsaved).toBe(1));
    expect(shown(broken.model)).toEqual(['k:a+k:b+k:c']);
  });

  it('go on as mutations of their own where the storage fails just when the first is to be sent', async () => {
    const { backend, openTab, user } = await openMachine();
    const sends = { addNote: { send: backend.send, coalesceKey: keyOf, coalesce: append } };
    let fail: () => void = () => undefined;
    let isBroken = false;
    let isWaiting = false;
    const inner = faultyStorage(new IdbStorage(user), () => undefined);
    const storage = {
      ...inner,
      changeMutation: (...args: Parameters<IdbStorage['changeMutation']>) =>
        isBroken
          ? new Promise<never>((_, reject) => {
              isWaiting = true;
              fail = () => reject(new Error('broken'));
            })
          : inner.changeMutation(...args),
    };
    const tab = openTab({ sends, storage });
    await tab.model.sync();
    tab.outbox.pause();
    const first = tab.add('k:a');
    await tab.persistence.flush();
    isBroken = true;
    tab.outbox.resume();
    await eventually(() => expect(isWaiting).toBe(true));
    const second = tab.add('k:b');
    isBroken = false;
    fail();
    await Promise.all([first.settled, second.settled]);
    expect(backend.texts()).toEqual(['k:a', 'k:b']);
    expect(shown(tab.model)).toEqual(['k:a', 'k:b']);
  });

  it('are each shown once while it is being noted that the first is sent', async () => {
    const { backend, openTab, user } = await openMachine();
    const sends = { addNote: { send: backend.send, coalesceKey: keyOf, coalesce: append } };
    const inner = new IdbStorage(user);
    let goOn: (() => void) | undefined;
    const storage = {
      ...faultyStorage(inner, () => undefined),
      changeMutation: async (...args: Parameters<IdbStorage['changeMutation']>) => {
        if (goOn === undefined) await new Promise<void>((resolve) => (goOn = resolve));
        return inner.changeMutation(...args);
      },
    };
    const tab = openTab({ sends, storage });
    await tab.model.sync();
    const first = tab.add('k:a');
    await eventually(() => expect(goOn).toBeDefined());
    const second = tab.add('k:b');
    expect(shown(tab.model)).toEqual(['k:a', 'k:b']);
    goOn?.();
    await Promise.all([first.settled, second.settled]);
    expect(backend.texts()).toEqual(['k:a', 'k:b']);
  });

  it('are refused where what they become does not fit, as one that comes alone is', async () => {
    const { backend, openTab } = await openMachine();
    const short = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value: unknown) =>
          String(value).length < 6 ? { value } : { issues: [{ message: 'too long' }] },
      },
    } as const;
    const tab = openTab({ sends: { addNote: { send: backend.send, coalesceKey: keyOf, coalesce: append } } });
    const model = tab.client.models.get({
      channelName: 'notes:2',
      sync: backend.syncOf('notes:2'),
      merge: (log: readonly string[], event: { data: unknown }) => [...log, String(event.data)],
      events: { 'note.added': short },
    } as never) as unknown as typeof tab.model;
    await model.sync();
    tab.outbox.pause();
    tab.add('k:a', 'addNote', model);
    expect(() => tab.add('k:bc', 'addNote', model)).toThrow(/too long/);
    expect(shown(model)).toEqual(['k:a']);
    await model.dispose();
  });
});

describe('Functions for coalescing that fail', () => {
  const broken = () => {
    throw new Error('broken');
  };

  it.each([
    ['coalesce throws', { coalesce: broken }],
    ['coalesceKey throws', { coalesceKey: broken }],
    ['coalesce answers nothing', { coalesce: () => undefined as never }],
    ['coalesce answers no event', { coalesce: () => ({ name: '' }) }],
  ])('lose nothing that was typed: %s', async (_, options) => {
    const { backend, tab } = await openPaused(options);
    const mutations = [tab.add('k:a'), tab.add('k:b')];
    expect(shown(tab.model)).toEqual(['k:a', 'k:b']);
    tab.outbox.resume();
    await Promise.all(mutations.map(({ settled }) => settled));
    expect(backend.texts()).toEqual(['k:a', 'k:b']);
  });

  it('lose nothing where only the stored event cannot be merged', async () => {
    const { backend, openTab, user } = await openMachine();
    const sends = {
      addNote: {
        send: backend.send,
        coalesceKey: keyOf,
        coalesce: (previous: Event, next: Event) =>
          String(previous.data).includes('+') ? broken() : append(previous, next),
      },
    };
    let isDeaf = false;
    const storage = faultyStorage(new IdbStorage(user), ({ method }) =>
      isDeaf && method === 'readMutations' ? 'reject' : undefined,
    );
    const [one, two] = [openTab({ sends }), openTab({ sends, storage })];
    await Promise.all([one.model.sync(), two.model.sync()]);
    one.outbox.pause();
    one.add('k:a');
    await eventually(() => expect(shown(two.model)).toEqual(['k:a']));
    isDeaf = true;
    one.add('k:b');
    await one.persistence.flush();
    // It could be merged into what this tab has seen, and not into what the other one has made of it.
    const late = two.add('k:c');
    expect(shown(two.model)).toEqual(['k:a+k:c']);
    await two.persistence.flush();
    isDeaf = false;
    one.outbox.resume();
    await late.settled;
    expect(backend.texts()).toEqual(['k:a+k:b', 'k:c']);
  });
});

/** Keeps what the backend commits from the channel until it is released. */
function holdConfirmations(backend: Machine['backend']): () => void {
  const { rows } = backend;
  const commit = backend.commit.bind(backend);
  const held: (() => void)[] = [];
  backend.commit = (...args) => void held.push(() => commit(...args));
  return () => {
    backend.commit = commit;
    held.forEach((run) => run());
    expect(rows.length).toBeGreaterThan(0);
  };
}
