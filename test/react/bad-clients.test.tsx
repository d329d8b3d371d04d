// @vitest-environment node
import './page-in-node.js';
import { act, render, within } from '@testing-library/react';
import type { ClientOptions } from 'ably';
import { describe, expect, it, vi } from 'vitest';
import { defineModel, type ModelsClientOptions } from 'ably-models-react';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { CHANNEL, deferred, openWorld, untilConnected, WAIT } from '../model/world.js';

// `screen` looks for a document when it is imported, and that is before there is one.
const screen = within(document.body);

interface Options extends Partial<ModelsClientOptions> {
  readonly ably?: never;
  readonly ablyOptions?: Partial<ClientOptions>;
  readonly sync?: () => Promise<{ data: readonly string[]; sequenceId: string }>;
}

/** A page that shows all that can be known of one model. */
async function openPage({ ablyOptions, sync, ...options }: Options = {}) {
  const world = await openWorld();
  const { client, ably } = world.open(options, ablyOptions);
  const post = defineModel({
    channelName: CHANNEL,
    sync: sync ?? (() => Promise.resolve({ data: ['first'] as readonly string[], sequenceId: '0' })),
    merge: { added: (texts, { data }: { data: string }) => [...texts, data] },
  });
  let error: Error | undefined;

  function Page() {
    const model = useModel(post());
    const { connection, isStale } = useModelStatus(post());
    error = model.error;
    const shown = [
      model.state,
      connection,
      model.data?.join() ?? 'nothing',
      isStale && 'stale',
      model.isPending && 'pending',
      model.error?.code,
    ];
    return <p>{shown.filter(Boolean).join(' ')}</p>;
  }
  const ui = (children: React.ReactNode) => <ModelsProvider client={client}>{children}</ModelsProvider>;
  const show = () => render(ui(<Page />), { reactStrictMode: true });
  const publish = (id: string, data: string) => world.local.publish(CHANNEL, { id, name: 'added', data });
  return { ...world, client, ably, post, show, ui, publish, errorShown: () => error };
}

/** Waits until the page shows just this. */
const shows = (text: string) => screen.findByText(text, {}, WAIT);

const RECOVERED = 'ready connected first,meanwhile';

describe('the hooks on a connection that was closed', () => {
  it('keep the last good state as stale, say why, and go on when it is opened again', async () => {
    const { ably, show, publish, errorShown } = await openPage();
    show();
    await shows('ready connected first');

    act(() => ably.close());
    await shows('ready closed first stale channel-failed');
    expect(errorShown()).toMatchObject({
      message: `unable to attach to channel "${CHANNEL}"; Connection closed`,
      cause: { code: 80017 },
    });

    publish('1', 'meanwhile');
    act(() => ably.connect());
    await shows(RECOVERED);
  });

  it('show what the backend answers as stale, where there was nothing, say why, and catch up', async () => {
    const { ably, show, publish, errorShown } = await openPage();
    ably.close();
    await ably.connection.whenState('closed');
    show();

    await shows('syncing closed first stale channel-failed');
    expect(errorShown()?.message).toBe(`unable to attach to channel "${CHANNEL}"; Connection closed`);

    publish('1', 'meanwhile');
    act(() => ably.connect());
    await shows(RECOVERED);
  });

  it('do so also where the model has given up meanwhile', async () => {
    const { ably, show, publish } = await openPage({ syncOptions: { retryStrategy: -1 } });
    show();
    await shows('ready connected first');

    act(() => ably.close());
    await shows('errored closed first stale channel-failed');

    publish('1', 'meanwhile');
    act(() => ably.connect());
    await shows(RECOVERED);
  });
});

describe('the hooks on a connection that has failed', () => {
  it('keep the last good state as stale, say why, and go on when it is opened again', async () => {
    const { ably, local, show, publish, errorShown } = await openPage();
    show();
    await shows('ready connected first');

    local.failConnections();
    await shows('ready failed first stale channel-failed');
    expect(errorShown()).toMatchObject({
      message: expect.stringMatching(`^unable to attach to channel "${CHANNEL}"; `) as string,
      cause: { code: 80000 },
    });

    publish('1', 'meanwhile');
    act(() => ably.connect());
    await shows(RECOVERED);
  });

  it('say that the key is wrong, and catch up when there is such a key', async () => {
    const { ably, local, show, publish, errorShown } = await openPage({
      ablyOptions: { key: 'local.late:secret' },
    });
    show();

    await shows('syncing failed first stale channel-failed');
    expect(errorShown()).toMatchObject({
      message: expect.stringMatching(`^unable to attach to channel "${CHANNEL}"; .*"local.late"`) as string,
      cause: { code: 40101 },
    });

    local.addKey({ key: 'local.late:secret' });
    publish('1', 'meanwhile');
    act(() => ably.connect());
    await shows(RECOVERED);
  });
});

describe('the hooks on a model that was disposed of by hand', () => {
  it('keep the last good state as stale, and say so', async () => {
    const { client, post, show, errorShown } = await openPage();
    show();
    await shows('ready connected first');

    await act(() => client.models.get(post()).dispose(new Error('signed out')));

    await shows('disposed connected first stale model-disposed');
    expect(errorShown()?.message).toBe(`unable to use model "${CHANNEL}"; it was disposed: signed out`);
  });

  it('are not pending for ever where there was nothing', async () => {
    const answer = deferred<never>();
    const { ably, client, post, show } = await openPage({ sync: () => answer.promise });
    await untilConnected(ably);
    show();
    await shows('syncing connected nothing pending');

    await act(() => client.models.get(post()).dispose());

    await shows('disposed connected nothing model-disposed');
  });

  it.each([
    ['another component mounts', 'mount'],
    ['one of them calls `sync()`', 'sync'],
    ['one of them makes a change', 'mutate'],
  ])('are all moved to a fresh one when %s', async (_, what) => {
    const { client, post, show, ui } = await openPage();
    const send = vi.fn<() => void>();
    function Buttons() {
      const { sync } = useModel(post());
      const { mutate } = useOptimistic(post(), { send });
      return (
        <>
          <button onClick={() => void sync()}>sync</button>
          <button onClick={() => mutate({ name: 'added', data: 'mine' })}>mutate</button>
        </>
      );
    }
    show();
    render(ui(<Buttons />));
    await shows('ready connected first');
    await act(() => client.models.get(post()).dispose());
    await shows('disposed connected first stale model-disposed');

    if (what === 'mount') render(ui(<Buttons />));
    else act(() => screen.getByText(what).click());

    await shows(what === 'mutate' ? 'ready connected first,mine' : 'ready connected first');
  });
});
