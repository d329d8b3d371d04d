import 'fake-indexeddb/auto';
import { ModelsClient, type ModelsError } from 'ably-models-react';
import { persistModels } from 'ably-models-react/persist';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import { createBus, type TabMessage } from '../../src/persist/tabs.js';
import { CHANNEL, eventually, note, openMachine, type Log } from './machine.js';

async function openPersisted(user = 'somebody') {
  const { backend, connect } = await openMachine();
  const client = new ModelsClient({ ably: connect() });
  const errors: ModelsError[] = [];
  const persisted = persistModels(client, {
    user,
    sends: { addNote: backend.send },
    onError: (error) => errors.push(error),
  });
  const model = client.models.get({
    channelName: CHANNEL,
    sync: backend.sync,
    merge: (log: Log, event: { data: unknown }): Log => [...log, String(event.data)],
  });
  onTestFinished(() => {
    void persisted.close();
    return model.dispose();
  });
  const add = (text: string) => client[liveClient].companion?.mutate(model as never, 'addNote', note(text));
  return { backend, client, persisted, model, add, errors };
}

describe('persistModels', () => {
  it.each<[string, () => void]>([
    ['there is no IndexedDB', () => vi.stubGlobal('indexedDB', undefined)],
    [
      'IndexedDB throws',
      () =>
        vi.spyOn(indexedDB, 'open').mockImplementation(() => {
          throw new DOMException('not here', 'SecurityError');
        }),
    ],
    [
      'there is no room left',
      () =>
        vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
          throw new DOMException('full', 'QuotaExceededError');
        }),
    ],
  ])('works where %s, and says so once', async (_, breakIt) => {
    breakIt();
    onTestFinished(() => {
      vi.unstubAllGlobals();
      vi.restoreAllMocks();
    });
    const { backend, model, add, errors, persisted } = await openPersisted(`broken-${Math.random()}`);
    await model.sync();
    await Promise.all([add('a')?.settled, add('b')?.settled]);
    expect(backend.texts()).toEqual(['a', 'b']);
    expect(model.data.confirmed).toEqual(['a', 'b']);
    await persisted.flush();
    expect(errors).toMatchObject([{ code: 'storage-failed' }]);
  });

  it('has nothing to forget where there is no IndexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { model, persisted } = await openPersisted();
    await model.sync();
    await persisted.clear();
  });

  it('sends a mutation whose data cannot be kept, and keeps the others', async () => {
    const { backend, model, client, errors } = await openPersisted(`uncloneable-${Math.random()}`);
    await model.sync();
    const mutation = client[liveClient].companion?.mutate(model as never, 'addNote', {
      name: 'note.added',
      data: { toString: () => 'a function' },
    });
    await mutation?.settled;
    expect(backend.texts()).toEqual(['a function']);
    expect(errors).toMatchObject([{ code: 'storage-failed' }]);
  });

  it('can be closed in the middle of anything', async () => {
    const { model, add, persisted } = await openPersisted(`closed-${Math.random()}`);
    await model.sync();
    add('a');
    await persisted.close();
    await persisted.flush();
  });
});

describe('The tabs of one user', () => {
  it('hear each other, until one is closed: then it says and hears nothing', async () => {
    const [one, two] = [createBus('tabs'), createBus('tabs')];
    const heard: TabMessage[] = [];
    two.listen((message) => heard.push(message));
    one.post({ type: 'changed' });
    await eventually(() => expect(heard).toEqual([{ type: 'changed' }]));
    one.close();
    // What was on its way to the storage tells of it when it is done.
    expect(() => one.post({ type: 'changed' })).not.toThrow();
    two.close();
  });
});
