// @vitest-environment node
import './page-in-node.js';
import { act, render, within } from '@testing-library/react';
import { useEffect, type ReactNode } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { defineModel } from 'ably-models-react';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { usePendingMutations } from '../../src/react/use-pending-mutations.js';
import { CHANNEL, headersOf, openWorld, untilConnected } from '../model/world.js';
import { WAIT } from '../wait.js';

// `screen` looks for a document when it is imported, and that is before there is one.
const screen = within(document.body);

interface Comment {
  readonly text: string;
}

/** A page of a post with its backend: what it sends is published, unless it is refused. */
async function openPage() {
  const world = await openWorld();
  const sync = vi.fn(() => Promise.resolve({ data: ['first'] as readonly string[], sequenceId: '0' }));
  const post = defineModel({
    channelName: CHANNEL,
    sync: () => sync(),
    merge: { 'comment.added': (texts, { data }: { data: Comment }) => [...texts, data.text] },
  });
  let sequence = 0;
  const send = (mutationId: string, data: Comment) => {
    const rejected = data.text === 'spam';
    const extras = { headers: headersOf({ mutationId, rejected }) };
    world.local.publish(CHANNEL, { id: String((sequence += 1)), name: 'comment.added', data, extras });
  };
  const errors: string[] = [];

  function Page() {
    const { data, isOptimistic } = useModel(post());
    const { connection, state } = useModelStatus(post());
    const { mutate, error } = useOptimistic(post(), {
      event: (text: string) => ({ name: 'comment.added', data: { text } }),
      send: ({ mutationId, event }) => send(mutationId, event.data),
    });
    useEffect(() => {
      if (error !== undefined) errors.push(error.code);
    }, [error]);
    return (
      <>
        <p>{`${state} ${connection} ${data?.join() ?? ''} ${isOptimistic ? 'pending' : 'confirmed'}`}</p>
        <button onClick={() => mutate('mine')}>comment</button>
        <button onClick={() => mutate('spam')}>spam</button>
      </>
    );
  }

  const { client } = world.open();
  const page = render(
    <ModelsProvider client={client} pauseAfter={10}>
      <Page />
    </ModelsProvider>,
    { reactStrictMode: true },
  );
  return { ...world, ...page, client, post, sync, send, errors };
}

const click = (name: string) => act(() => screen.getByText(name).click());

describe('The hooks on a real client', () => {
  it('show what the backend publishes, after one sync, on one channel', async () => {
    const { sync, send } = await openPage();
    await screen.findByText('ready connected first confirmed');
    send('somebody', { text: 'theirs' });
    await screen.findByText('ready connected first,theirs confirmed');
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it('show a mutation at once, and confirm it', async () => {
    await openPage();
    await screen.findByText('ready connected first confirmed');
    click('comment');
    expect(screen.getByText('ready connected first,mine pending')).toBeDefined();
    await screen.findByText('ready connected first,mine confirmed');
  });

  it('take back what the backend refuses', async () => {
    const { errors } = await openPage();
    await screen.findByText('ready connected first confirmed');
    click('spam');
    expect(screen.getByText('ready connected first,spam pending')).toBeDefined();
    await screen.findByText('ready connected first confirmed');
    await vi.waitFor(() => expect(errors).toEqual(['mutation-rejected']), WAIT);
  });

  it('pause the model when they have left, and find it again when they come back', async () => {
    const { client, post, rerender, sync, send } = await openPage();
    await screen.findByText('ready connected first confirmed');
    const model = client.models.get(post());
    rerender(<p />);
    await vi.waitFor(() => expect(model.state).toBe('paused'), WAIT);
    send('somebody', { text: 'meanwhile' });
    function Texts() {
      return <p>{useModel(post()).data?.join()}</p>;
    }
    render(
      <ModelsProvider client={client}>
        <Texts />
      </ModelsProvider>,
    );
    await screen.findByText('first,meanwhile');
    expect(client.models.get(post())).toBe(model);
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it('leave nothing of the channel behind, on the server or in the Ably client, when the model is let go', async () => {
    const { local, open } = await openWorld();
    const { client, ably } = open();
    const texts = defineModel({
      channelName: (id: number) => `texts:${id}`,
      sync: (id) => Promise.resolve({ data: `text ${id}`, sequenceId: '0' }),
      merge: (state: string) => state,
    });
    function Text({ id }: { readonly id: number }) {
      const { data, isReady } = useModel(texts(id));
      return <p>{isReady && data}</p>;
    }
    const ui = (children: ReactNode) => (
      <ModelsProvider client={client} pauseAfter={0} gcTime={1}>
        {children}
      </ModelsProvider>
    );
    const page = render(ui(null), { reactStrictMode: true });
    for (let id = 0; id < 20; id += 1) {
      page.rerender(ui(<Text id={id} />));
      await screen.findByText(`text ${id}`);
    }
    page.unmount();

    await vi.waitFor(() => expect(Object.keys(ably.channels.all)).toEqual([]), WAIT);
    for (let id = 0; id < 20; id += 1) expect(local.attachments(`texts:${id}`)).toBe(0);
  });

  it('leave alone what the application uses by hand, when they have left', async () => {
    const { local, open } = await openWorld();
    const { client } = open();
    const post = defineModel({
      channelName: CHANNEL,
      sync: () => Promise.resolve({ data: ['first'] as readonly string[], sequenceId: '0' }),
      merge: { added: (texts, { data }: { data: string }) => [...texts, data] },
    });
    const model = client.models.get(post());
    await model.sync();
    const heard: (readonly string[] | undefined)[] = [];
    model.subscribe((_, texts) => heard.push(texts));
    function Texts() {
      return <p>{useModel(post()).data?.join()}</p>;
    }
    const page = render(
      <ModelsProvider client={client} pauseAfter={0} gcTime={0}>
        <Texts />
      </ModelsProvider>,
    );
    await screen.findByText('first');
    page.unmount();
    // Behind the timers of the provider, which are as short.
    await new Promise((resolve) => setTimeout(resolve, 0));
    local.publish(CHANNEL, { id: '1', name: 'added', data: 'second' });
    await vi.waitFor(() => expect(heard.at(-1)).toEqual(['first', 'second']), WAIT);
    expect(client.models.get(post())).toBe(model);
  });

  it('get a fresh model for a mutation after somebody has disposed of theirs', async () => {
    const { client, post } = await openPage();
    await screen.findByText('ready connected first confirmed');
    await act(() => client.models.get(post()).dispose());
    await screen.findByText(/^disposed/);
    click('comment');
    await screen.findByText('ready connected first,mine confirmed');
  });

  it('show the very error that the model tells its listeners, and that its promises reject with', async () => {
    const { ably, client } = (await openWorld()).open({ syncOptions: { retryStrategy: -1 } });
    // Or it would sync once more when that comes.
    await untilConnected(ably);
    const broken = defineModel({
      channelName: CHANNEL,
      sync: () => Promise.reject<{ data: string; sequenceId: string }>(new Error('no backend')),
      merge: (state) => state,
    });
    const model = client.models.get(broken());
    const told: unknown[] = [];
    model.on('errored', ({ reason }) => told.push(reason));
    model.subscribe((error) => told.push(error));
    const shown = new Set<unknown>();
    function Page() {
      const { error, sync } = useModel(broken());
      useEffect(() => {
        if (error !== undefined) shown.add(error);
      }, [error]);
      return <button onClick={() => void sync()}>{error?.code ?? 'no error'}</button>;
    }
    render(
      <ModelsProvider client={client}>
        <Page />
      </ModelsProvider>,
    );
    await screen.findByText('sync-failed');
    const [first] = shown;
    expect(told).toEqual([first, first]);
    expect(told.every((error) => error === first)).toBe(true);

    const rejected = await act(() => model.sync().catch((error: unknown) => error));
    await vi.waitFor(() => expect(shown.size).toBe(2), WAIT);
    expect([...shown].at(-1)).toBe(rejected);
    expect(told.at(-1)).toBe(rejected);
    expect(model.getSnapshot().error).toBe(rejected);
  });

  it('show the very error that a mutation rejects with', async () => {
    const world = await openWorld();
    const { client } = world.open();
    const outcomes: unknown[] = [];
    const shown: unknown[] = [];
    function Page() {
      const post = { channelName: CHANNEL, sync: () => Promise.resolve({ data: 'a', sequenceId: '0' }) };
      const { mutateAsync, error, settled } = useOptimistic(
        { ...post, merge: (state: string) => state },
        { send: () => Promise.reject(new Error('refused')) },
      );
      if (error !== undefined) shown.push(error, settled[0]?.error, settled[0]?.steps.at(-1)?.error);
      const onClick = () =>
        mutateAsync({ name: 'changed' }).catch((thrown: unknown) => outcomes.push(thrown));
      return <button onClick={() => void onClick()}>{error?.code ?? 'send'}</button>;
    }
    render(
      <ModelsProvider client={client}>
        <Page />
      </ModelsProvider>,
    );
    click('send');
    await screen.findByText('send-failed');

    expect(outcomes).toHaveLength(1);
    for (const error of shown) expect(error).toBe(outcomes[0]);
  });

  describe('list what could not be saved', () => {
    /** A page that saves with a backend which answers when the test says so. */
    async function openForm(timeout: number) {
      const world = await openWorld();
      const { client } = world.open();
      const sent: string[] = [];
      const post = {
        channelName: CHANNEL,
        sync: () => Promise.resolve({ data: ['first'] as readonly string[], sequenceId: '0' }),
        merge: (texts: readonly string[], { name }: { readonly name: string }) => [...texts, name],
      };
      function Form() {
        const { mutate } = useOptimistic(post, {
          send: ({ mutationId }) => {
            sent.push(mutationId);
            return sent.length === 1 ? Promise.reject(new Error('503')) : Promise.resolve();
          },
          timeout,
        });
        return <button onClick={() => mutate({ name: 'mine' })}>save</button>;
      }
      function Failures() {
        const mutations = usePendingMutations();
        return (
          <>
            <p>{mutations.map(({ stage }) => stage).join() || 'all saved'}</p>
            <button onClick={() => mutations.forEach(({ retry }) => retry())}>retry all</button>
          </>
        );
      }
      const ui = (form: boolean) => (
        <ModelsProvider client={client} pauseAfter={0} gcTime={10}>
          {form && <Form />}
          <Failures />
        </ModelsProvider>
      );
      const page = render(ui(true), { reactStrictMode: true });
      await vi.waitFor(() => expect(client.models.get(post).state).toBe('ready'), WAIT);
      click('save');
      await screen.findByText('failed');
      return {
        client,
        post,
        sent,
        leave: () => page.rerender(ui(false)),
        confirm: () => world.publish(1, { name: 'mine', mutationId: sent[0] as string }),
      };
    }

    it('until the confirmation comes after all', async () => {
      const { confirm, client, post, sent } = await openForm(5_000);
      confirm();
      await screen.findByText('all saved');
      expect(client.models.get(post).data.confirmed).toEqual(['first', 'mine']);
      click('retry all');
      expect(sent).toHaveLength(1);
    });

    it('until it is confirmed by the second attempt, whose component and model are gone', async () => {
      const { leave, confirm, client, post, sent } = await openForm(5_000);
      const model = client.models.get(post);
      leave();
      await vi.waitFor(() => expect(model.state).toBe('disposed'), WAIT);
      click('retry all');
      await screen.findByText('acknowledged');
      expect(sent).toEqual([sent[0], sent[0]]);
      confirm();
      await screen.findByText('all saved');
    });

    it('until a second attempt finds that the first was confirmed long ago', async () => {
      const { leave, confirm, client, post } = await openForm(200);
      const model = client.models.get(post);
      leave();
      await vi.waitFor(() => expect(model.state).toBe('disposed'), WAIT);
      // The backend knows the mutation then, and publishes nothing for the second.
      confirm();
      click('retry all');
      await screen.findByText('all saved');
    });
  });
});
