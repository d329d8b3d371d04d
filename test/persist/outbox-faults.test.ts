import { describe, expect, it, vi } from 'vitest';
import { NonRetriableError } from 'ably-models-react/persist';
import { manualClock } from '../model/manual-clock.js';
import { eventually, openMachine, shown, type Tab } from './machine.js';

const expectAtRest = ({ outbox, model }: Tab, texts: readonly string[]) =>
  eventually(() => {
    expect(outbox.getSnapshot()).toMatchObject({ queue: [], failed: [], unsaved: 0 });
    expect(model.data.confirmed).toEqual(texts);
    expect(shown(model)).toEqual(texts);
  });

/** A mutation that its page made offline, and that the page after it is to send. */
async function leaveOne(machine: Awaited<ReturnType<typeof openMachine>>, text = 'a') {
  const tab = machine.openTab();
  await tab.model.sync();
  tab.outbox.pause();
  const { mutationId } = tab.add(text);
  await tab.persistence.flush();
  await tab.close();
  return mutationId;
}

describe('The answer of the backend', () => {
  it('may come after the confirmation, or never, and does not hold up what comes next', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('never answer');
    const [first, second] = [tab.add('a'), tab.add('b')];
    const began = performance.now();
    await Promise.all([first.settled, second.settled]);
    // Not only when the time for one attempt is over, which is a second here.
    expect(performance.now() - began).toBeLessThan(900);
    await expectAtRest(tab, ['a', 'b']);
    expect(backend.requests).toHaveLength(2);
  });

  it('may be lost together with the confirmation: then a new sync result settles it', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('say nothing');
    const { settled, acknowledged } = tab.add('a');
    await acknowledged;
    expect(shown(tab.model)).toEqual(['a']);
    await settled;
    await expectAtRest(tab, ['a']);
    expect(backend.syncs).toBe(2);
  });

  it.each(['in flight', 'after a restart'])('may be a rejection on the channel: %s', async (when) => {
    const machine = await openMachine();
    const { backend, openTab } = machine;
    backend.faults.push('reject');
    if (when === 'after a restart') {
      const mutationId = await leaveOne(machine);
      const after = openTab();
      await after.model.sync();
      await eventually(() => expect(backend.requests).toMatchObject([{ mutationId }]));
      return expectAtRest(after, []);
    }
    const tab = openTab();
    await tab.model.sync();
    await expect(tab.add('a').settled).rejects.toMatchObject({ code: 'mutation-rejected' });
    await expectAtRest(tab, []);
  });

  it('may be a rejection of what cannot be shown any more, and is told as that', async () => {
    const { backend, openTab } = await openMachine();
    const merge = (log: readonly string[], { data, confirmed }: { data: unknown; confirmed: boolean }) => {
      if (!confirmed) throw new Error('too old');
      return [...log, String(data)];
    };
    const tab = openTab({ merge });
    await tab.model.sync();
    backend.faults.push('reject');
    await expect(tab.add('a').settled).rejects.toMatchObject({ code: 'mutation-rejected' });
    await tab.add('b').settled;
    await expectAtRest(tab, ['b']);
    expect(backend.syncs).toBe(1);
  });
});

describe('A mutation that was confirmed while nobody listened', () => {
  it('past the retention is contained in the sync result, and settled by it', async () => {
    const machine = await openMachine();
    const { backend, openTab, local } = machine;
    const before = openTab();
    await before.model.sync();
    backend.faults.push('never answer');
    const commit = backend.commit.bind(backend);
    backend.commit = (id, text) => commit(id, text, { isPublished: false });
    before.add('a');
    await eventually(() => expect(backend.requests).toHaveLength(1));
    await before.close();
    expect(local.attachments('notes:1')).toBe(0);

    const after = openTab({ version: 'past the retention: nothing to replay from' });
    await after.model.sync();
    await expectAtRest(after, ['a']);
    expect(backend.texts()).toEqual(['a']);
  });
});

describe('A mutation that was refused', () => {
  it('is still there after a restart, not shown; a retry shows and sends it', async () => {
    const { backend, openTab } = await openMachine();
    const before = openTab();
    await before.model.sync();
    backend.faults.push('refuse');
    const { settled, mutationId } = before.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    await before.persistence.flush();
    await before.close();

    const after = openTab();
    await after.model.sync();
    expect(shown(after.model)).toEqual([]);
    expect(after.outbox.getSnapshot().failed).toMatchObject([
      { mutationId, error: 'not allowed', attempts: 1 },
    ]);
    after.outbox.retry(mutationId);
    expect(shown(after.model)).toEqual(['a']);
    await expectAtRest(after, ['a']);
    expect(backend.requests.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });

  it('is forgotten when it is dismissed, also by the next page and the other tabs', async () => {
    const { backend, openTab } = await openMachine();
    const [tab, other] = [openTab(), openTab()];
    await Promise.all([tab.model.sync(), other.model.sync()]);
    backend.faults.push('refuse');
    const { settled, mutationId } = tab.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    await eventually(() => expect(other.outbox.getSnapshot().failed).toHaveLength(1));
    other.outbox.dismiss(mutationId);
    await Promise.all([expectAtRest(tab, []), expectAtRest(other, [])]);
    await other.persistence.flush();
    const next = openTab();
    await next.outbox.loaded;
    expect(next.outbox.getSnapshot().failed).toEqual([]);
  });

  it('does not hold up the next one, and fails again where it is refused again', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    backend.faults.push('refuse', undefined, 'refuse');
    const { settled, mutationId } = tab.add('a');
    await expect(settled).rejects.toMatchObject({ code: 'send-failed' });
    await tab.add('b').settled;
    tab.outbox.retry(mutationId);
    await eventually(() => expect(backend.requests).toHaveLength(3));
    await eventually(() => expect(tab.outbox.getSnapshot().failed).toMatchObject([{ attempts: 2 }]));
    expect(shown(tab.model)).toEqual(['b']);
  });
});

describe('A mutation that is cancelled', () => {
  it('before it was sent never reaches the backend, in no tab', async () => {
    const { backend, openTab } = await openMachine();
    const [tab, other] = [openTab(), openTab()];
    await Promise.all([tab.model.sync(), other.model.sync()]);
    tab.outbox.pause();
    const { settled, mutationId } = tab.add('a');
    await eventually(() => expect(shown(other.model)).toEqual(['a']));
    other.outbox.cancel(mutationId);
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    tab.outbox.resume();
    await Promise.all([expectAtRest(tab, []), expectAtRest(other, [])]);
    expect(backend.requests).toEqual([]);
  });

  it('in the tick in which it was made is nowhere', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    await tab.model.sync();
    const { settled, cancel } = tab.add('a');
    cancel();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    await tab.persistence.flush();
    await tab.close();
    const next = openTab();
    await next.model.sync();
    await expectAtRest(next, []);
    expect(backend.requests).toEqual([]);
  });

  it('on its way is aborted; if it arrived all the same, its event is an ordinary one', async () => {
    const { backend, openTab } = await openMachine();
    const aborted: unknown[] = [];
    const tab = openTab({
      sends: {
        addNote: (request) => {
          request.signal.addEventListener('abort', () => aborted.push(request.signal.reason));
          return new Promise(() => undefined);
        },
      },
    });
    await tab.model.sync();
    const { settled, cancel, mutationId } = tab.add('a');
    await eventually(() => expect(tab.outbox.getSnapshot().queue).toMatchObject([{ status: 'sending' }]));
    cancel();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    expect(aborted).toMatchObject([{ code: 'mutation-cancelled' }]);
    expect(shown(tab.model)).toEqual([]);
    backend.commit(mutationId, 'a');
    await expectAtRest(tab, ['a']);
  });

  it('between two attempts is not tried again', async () => {
    const { backend, openTab } = await openMachine();
    const clock = manualClock();
    const tab = openTab({ clock });
    await tab.model.sync();
    backend.faults.push('fail');
    const { settled, cancel } = tab.add('a');
    await eventually(() => expect(clock.pending).toBeGreaterThan(0));
    await eventually(() => expect(backend.requests).toHaveLength(1));
    await eventually(() =>
      expect(tab.outbox.getSnapshot().queue).toMatchObject([{ status: 'sending', attempts: 1 }]),
    );
    cancel();
    await expect(settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    clock.advance(120_000);
    await tab.add('b').settled;
    await expectAtRest(tab, ['b']);
  });
});

describe('A clock', () => {
  it.each([86_400_000, -86_400_000])(
    'that jumps by %d ms at any point loses and doubles nothing',
    async (jump) => {
      const { backend, openTab } = await openMachine();
      const base = manualClock(Date.now());
      let offset = 0;
      const clock = { ...base, now: () => base.now() + offset };
      const tab = openTab({ clock });
      await tab.model.sync();
      backend.faults.push('fail', 'lose the answer', undefined, 'say nothing');
      for (const text of ['a', 'b', 'c']) tab.add(text);
      do {
        offset = offset === 0 ? jump : 0;
        // Long enough for each wait to be over, and a day where the machine was asleep.
        base.advance(60_000);
        // What is on its way to the storage arrives: a machine whose days take a millisecond would wait for nothing.
        await tab.persistence.flush();
        await new Promise((resolve) => setImmediate(resolve));
      } while (tab.outbox.getSnapshot().queue.length > 0);
      await expectAtRest(tab, ['a', 'b', 'c']);
      expect(backend.texts()).toEqual(['a', 'b', 'c']);
    },
  );
});

describe('An update of the application', () => {
  it('that no longer has a `send` keeps what needs it, and says so once', async () => {
    const machine = await openMachine();
    const { backend, openTab } = machine;
    await leaveOne(machine);
    const error = vi.fn();
    const sends = { another: backend.send };
    const tab = openTab({ sends, logger: { debug: () => undefined, warn: () => undefined, error } });
    await tab.model.sync();
    tab.add('b', 'another');
    await tab.persistence.flush();
    expect(shown(tab.model)).toEqual(['a', 'b']);
    expect(backend.requests).toEqual([]);
    expect(error.mock.calls.filter(([, message]) => String(message).includes('sends.addNote'))).toHaveLength(
      1,
    );
    await tab.close();
    const next = openTab({ sends: { ...sends, addNote: backend.send } });
    await next.model.sync();
    await expectAtRest(next, ['a', 'b']);
  });

  it('whose merge function does not take a kept event sends it, and does not show it', async () => {
    const machine = await openMachine();
    const { backend, openTab } = machine;
    await leaveOne(machine);
    const merge = (log: readonly string[], { data, confirmed }: { data: unknown; confirmed: boolean }) => {
      if (!confirmed) throw new Error('too old');
      return [...log, String(data)];
    };
    const tab = openTab({ merge });
    await tab.model.sync();
    await expectAtRest(tab, ['a']);
    expect(backend.texts()).toEqual(['a']);
  });

  it('throws no kept mutation away because the states are of another shape', async () => {
    const machine = await openMachine();
    await leaveOne(machine);
    const tab = machine.openTab({ version: '2' });
    await tab.model.sync();
    await expectAtRest(tab, ['a']);
    expect(machine.backend.syncs).toBeGreaterThan(1);
  });
});

describe('A model that is let go of', () => {
  it.each(['in the same tick', 'after a while'])(
    'and made again %s shows what waits, and settles it',
    async (when) => {
      const { backend, openTab } = await openMachine();
      const tab = openTab();
      await tab.model.sync();
      tab.outbox.pause();
      const { settled } = tab.add('a');
      await tab.persistence.flush();
      const disposed = tab.model.dispose();
      if (when === 'after a while') await disposed;
      const model = tab.openModel();
      await model.sync();
      expect(shown(model)).toEqual(['a']);
      tab.outbox.resume();
      await settled;
      await eventually(() => expect(model.data.confirmed).toEqual(['a']));
      expect(shown(model)).toEqual(['a']);
      expect(backend.requests).toHaveLength(1);
    },
  );

  it.each(['in the same tick', 'after a while'])(
    'while a confirmation is waited for, and made again %s: it is looked for',
    async (when) => {
      const { backend, openTab } = await openMachine();
      const tab = openTab();
      await tab.model.sync();
      backend.faults.push('say nothing');
      const { settled, acknowledged } = tab.add('a');
      await acknowledged;
      await tab.persistence.flush();
      const disposed = tab.model.dispose();
      if (when === 'after a while') await disposed;
      const model = tab.openModel();
      await model.sync();
      await settled;
      await eventually(() => expect(shown(model)).toEqual(['a']));
      expect(model.data.confirmed).toEqual(['a']);
    },
  );

  it('is read anew with the parameters that it was read with', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    const asked: unknown[] = [];
    const model = tab.client.models.get({
      channelName: 'notes:2',
      sync: async (...params: readonly string[]) => {
        asked.push(params);
        return backend.syncOf('notes:2')();
      },
      merge: (log: readonly string[], event: { data: unknown }) => [...log, String(event.data)],
    });
    await model.sync('x', 'y');
    backend.faults.push('say nothing');
    await tab.add('a', 'addNote', model).settled;
    expect(asked).toEqual([
      ['x', 'y'],
      ['x', 'y'],
    ]);
    await model.dispose();
  });
});

describe('Many models', () => {
  const names = ['notes:1', 'notes:2', 'notes:3', 'notes:4', 'notes:5', 'notes:6'];

  it('are sent for four at a time, each in order; one that fails does not hold up the others', async () => {
    const { backend, openTab } = await openMachine();
    let running = 0;
    let most = 0;
    const failing = new Set(['notes:2']);
    const tab = openTab({
      sends: {
        addNote: async (request) => {
          most = Math.max(most, (running += 1));
          try {
            await new Promise((resolve) => setTimeout(resolve, 5));
            if (failing.has(request.model)) throw new Error('away');
            await backend.send(request);
          } finally {
            running -= 1;
          }
        },
      },
    });
    const models = names.map((name) => tab.openModel(name));
    tab.outbox.pause();
    await Promise.all(models.map((model) => model.sync()));
    expect(tab.outbox.getSnapshot().progress).toEqual({ caughtUp: 6, total: 6 });
    for (const text of ['a', 'b', 'c']) models.forEach((model) => tab.add(text, 'addNote', model));
    tab.outbox.resume();
    await eventually(() => {
      for (const name of names.filter((each) => !failing.has(each)))
        expect(backend.texts(name)).toEqual(['a', 'b', 'c']);
    });
    expect(most).toBe(4);
    expect(backend.texts('notes:2')).toEqual([]);
    failing.clear();
    await eventually(() => expect(backend.texts('notes:2')).toEqual(['a', 'b', 'c']));
    await eventually(() => expect(tab.outbox.getSnapshot().queue).toEqual([]));
    await Promise.all(models.map((model) => model.dispose()));
  });

  it('wait for their own model to catch up, and for no other', async () => {
    const { backend, openTab } = await openMachine();
    let answer: () => void = () => undefined;
    const tab = openTab();
    const slow = tab.client.models.get({
      channelName: 'notes:2',
      sync: async () => {
        await new Promise<void>((resolve) => (answer = resolve));
        return backend.syncOf('notes:2')();
      },
      merge: (log: readonly string[], event: { data: unknown }) => [...log, String(event.data)],
    });
    const syncing = slow.sync();
    await tab.model.sync();
    const waiting = tab.add('slow', 'addNote', slow);
    await tab.add('fast').settled;
    expect(backend.texts('notes:2')).toEqual([]);
    expect(tab.outbox.getSnapshot()).toMatchObject({ progress: { caughtUp: 1, total: 2 } });
    answer();
    await syncing;
    await waiting.settled;
    expect(backend.texts('notes:2')).toEqual(['slow']);
    await slow.dispose();
  });

  it('may share a channel: what one shows confirmed, both have', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab();
    const second = tab.client.models.get({
      channelName: 'notes:1',
      name: 'another view',
      sync: backend.sync,
      merge: (log: readonly string[], event: { data: unknown }) => [...log, String(event.data)],
    });
    await Promise.all([tab.model.sync(), second.sync()]);
    // Both are of one channel of the backend, whatever their names are.
    const commit = backend.commit.bind(backend);
    backend.commit = (id, text) => commit(id, text);
    const both = [tab.add('a'), tab.add('b', 'addNote', second)];
    await Promise.all(both.map(({ settled }) => settled));
    await eventually(() => {
      expect([...(shown(tab.model) ?? [])].sort()).toEqual(['a', 'b']);
      expect([...(shown(second as never) ?? [])].sort()).toEqual(['a', 'b']);
    });
    expect(tab.model.data.confirmed).toEqual(second.data.confirmed);
    await second.dispose();
  });
});

describe('A `send` that says NonRetriableError', () => {
  it('after its confirmation changes nothing', async () => {
    const { backend, openTab } = await openMachine();
    const tab = openTab({
      sends: {
        addNote: async ({ mutationId, event }) => {
          backend.commit(mutationId, String(event.data));
          await new Promise((resolve) => setTimeout(resolve, 50));
          throw new NonRetriableError('too late');
        },
      },
    });
    await tab.model.sync();
    await tab.add('a').settled;
    await new Promise((resolve) => setTimeout(resolve, 60));
    await expectAtRest(tab, ['a']);
  });
});
