import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ModelsClient, defineModel } from 'ably-models-react';
import { persistModels } from 'ably-models-react/persist';
import { liveClient } from '../../src/client/live-client.js';
import { startServer } from '../local-ably/local-server.js';
import { Backend } from './backend.js';
import { WAIT, note } from './machine.js';

async function openClient() {
  const { local, connect } = await startServer();
  const backend = new Backend(({ id, mutationId, text, model }) => {
    const headers = { 'x-ably-models-event-uuid': mutationId };
    local.publish(model, { id: String(id), name: 'note.added', data: text, extras: { headers } });
  });
  const ably = connect();
  const client = new ModelsClient({ ably });
  const onError = vi.fn();
  const persisted = persistModels(client, { user: 'u', sends: { addNote: backend.send }, onError });
  onTestFinished(() => persisted.close());
  return { backend, ably, client, onError };
}

describe('persistModels without IndexedDB, as on a server and in React Native', () => {
  beforeEach(() => void vi.stubGlobal('indexedDB', undefined));
  afterEach(() => void vi.unstubAllGlobals());

  it('opens no channel to other threads, which would keep the process from ending', async () => {
    const BroadcastChannel = vi.fn();
    vi.stubGlobal('BroadcastChannel', BroadcastChannel);
    await openClient();
    expect(BroadcastChannel).not.toHaveBeenCalled();
  });

  it('sends what is made here, whether there is a `navigator.onLine` or not', async () => {
    vi.stubGlobal('navigator', {});
    const { backend, ably, client } = await openClient();
    ably.close();
    const model = client.models.get(
      defineModel({
        channelName: () => 'notes:1',
        sync: backend.sync,
        merge: (log: readonly string[], { data }: { data: unknown }) => [...log, String(data)],
      })(),
    );
    await vi.waitFor(() => expect(ably.connection.state).toBe('closed'), WAIT);
    client[liveClient].companion?.mutate(model as never, 'addNote', note('a'));
    await vi.waitFor(() => expect(backend.texts()).toEqual(['a']), WAIT);
    await model.dispose();
  });
});
