// @vitest-environment node
import '../react/page-in-node.js';
import { act, render, within } from '@testing-library/react';
import { useEffect } from 'react';
import type SdkModelsClient from '@ably-labs/models';
import {
  defineModel,
  ModelsProvider,
  useModel,
  useModelsClient,
  useModelStatus,
  useOptimistic,
} from 'ably-models-react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { CHANNEL, WAIT } from '../model/world.js';
import { openWorld } from './world.js';

// `screen` looks for a document when it is imported, and that is before there is one.
const screen = within(document.body);

/** A page of a post with its backend: what it sends is published, unless it is spam. */
async function openPage() {
  const { local, publish, open } = await openWorld();
  const { sdk, client } = await open();
  const sync = vi.fn(() => Promise.resolve({ data: ['first'] as readonly string[], sequenceId: '0' }));
  const post = defineModel({
    channelName: CHANNEL,
    sync: () => sync(),
    merge: { 'comment.added': (texts, { data }: { data: string }) => [...texts, data] },
  });
  let sequence = 0;
  const send = (mutationId: string, data: string) => {
    publish((sequence += 1), { name: 'comment.added', data, mutationId, rejected: data === 'spam' });
  };
  const ends: string[] = [];
  let given: object | undefined;

  function Page() {
    const { data, isOptimistic } = useModel(post());
    const { connection, state } = useModelStatus(post());
    const { mutate, error } = useOptimistic(post(), {
      event: (data: string) => ({ name: 'comment.added' as const, data }),
      send: ({ mutationId, event }) => send(mutationId, event.data),
    });
    const client = useModelsClient<SdkModelsClient>();
    useEffect(() => {
      given = client;
    }, [client]);
    useEffect(() => {
      if (error !== undefined) ends.push(error.code);
    }, [error]);
    return (
      <>
        <p>{`${state} ${connection} ${data?.join() ?? ''} ${isOptimistic ? 'pending' : 'confirmed'}`}</p>
        <button onClick={() => mutate('mine')}>comment</button>
        <button onClick={() => mutate('spam')}>spam</button>
      </>
    );
  }

  const page = render(
    <ModelsProvider client={sdk} pauseAfter={0}>
      <Page />
    </ModelsProvider>,
    { reactStrictMode: true },
  );
  onTestFinished(async () => {
    page.unmount();
    // Before the connection is closed: the SDK's own detach would otherwise reject, and nobody catches that.
    const model = client.peek(CHANNEL);
    if (model !== undefined) await client.release(model);
  });
  return { ...page, local, sdk, sync, send, ends, clientOf: () => given };
}

const click = (name: string) => act(() => screen.getByText(name).click());

describe('The hooks on a client of @ably-labs/models', () => {
  it('show what the backend publishes, after one sync, on one channel', async () => {
    const { local, sync, send } = await openPage();

    await screen.findByText('ready connected first confirmed');
    send('somebody', 'theirs');
    await screen.findByText('ready connected first,theirs confirmed');

    expect(sync).toHaveBeenCalledOnce();
    expect(local.attachments(CHANNEL)).toBe(1);
  });

  it('show a mutation in the same tick, and confirm it', async () => {
    await openPage();
    await screen.findByText('ready connected first confirmed');

    click('comment');

    screen.getByText('ready connected first,mine pending');
    await screen.findByText('ready connected first,mine confirmed');
  });

  it('take back a mutation that the backend rejects', async () => {
    const { ends } = await openPage();
    await screen.findByText('ready connected first confirmed');

    click('spam');

    screen.getByText('ready connected first,spam pending');
    await screen.findByText('ready connected first confirmed');
    await vi.waitFor(() => expect(ends).toEqual(['mutation-rejected']), WAIT);
  });

  it('give the client itself to whoever asks for it', async () => {
    const { sdk, clientOf } = await openPage();

    expect(clientOf()).toBe(sdk);
  });

  it('let go of the channel with the last component', async () => {
    const { local, unmount } = await openPage();
    await screen.findByText('ready connected first confirmed');

    unmount();

    await vi.waitFor(() => expect(local.attachments(CHANNEL)).toBe(0), WAIT);
  });
});
