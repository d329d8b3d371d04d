// @vitest-environment node
import {
  ModelsProvider,
  useModel,
  useModels,
  useModelStatus,
  useOptimistic,
  useSuspenseModel,
  type ModelsClient,
} from 'ably-models-react';
import {
  dehydrate,
  HydrateModels,
  prefetchModel,
  type DehydratedState,
  type HydrateModelsProps,
} from 'ably-models-react/server';
import { Suspense, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { adaptSdkClient } from 'ably-models-react/sdk';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { entryOf, openServerClient, post, readPost } from './post.js';
import { renderToHtml } from './render-to-html.js';
import { WAIT } from '../wait.js';

/** One of every hook that shows a model. */
function Page() {
  const { data, isPending } = useModel(post('1'));
  const title = useModel(post('1'), { select: (state) => state.title.toUpperCase() }).data;
  const [several] = useModels([post('1')]);
  const { hydration, sequenceId, isStale, state, connection } = useModelStatus(post('1'));
  const { pending } = useOptimistic(post('1'), { send: () => undefined });
  const shown = [data?.title, isPending, title, several.data?.title, pending.length];
  return <p>{[...shown, hydration, sequenceId, isStale, state, connection].map(String).join(' ')}</p>;
}
function Title() {
  return <h1>{useSuspenseModel(post('1')).data.title}</h1>;
}
const shownBy = (title: string) =>
  `<p>${title} false ${title.toUpperCase()} ${title} 0 hydrated 1 true initialized initialized</p>`;

describe('On a server, <HydrateModels>', () => {
  let served: ReturnType<typeof openServerClient>;
  beforeEach(() => {
    served = openServerClient();
    for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
  });
  afterEach(() => {
    expect([console.error, console.warn].flatMap((said) => vi.mocked(said).mock.calls)).toEqual([]);
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    readPost.mockClear();
    expect(served.ably.connection.state).toBe('initialized');
    expect(Object.keys(served.ably.channels.all)).toEqual([]);
  });

  /** What the client would let a model begin with. */
  const begunWith = (client: ModelsClient) => client.models.get(post('1')).data.confirmed;
  const page = (props: HydrateModelsProps, children: ReactNode) => (
    <ModelsProvider client={served.client}>
      <main>
        <Suspense fallback="Loading">
          <HydrateModels {...props}>{children}</HydrateModels>
        </Suspense>
      </main>
    </ModelsProvider>
  );
  const everything = (
    <>
      <Page />
      <Title />
    </>
  );

  it.each([
    ['renderToString', (ui: ReactNode) => Promise.resolve(renderToString(ui))],
    ['renderToPipeableStream', (ui: ReactNode) => renderToHtml(ui).html],
  ])('has every hook show the data, and touches nothing, in %s', async (_, toHtml) => {
    const html = await toHtml(page({ state: dehydrate(entryOf('Hello')) }, everything));
    expect(html).toContain(shownBy('Hello'));
    expect(html).toContain('<h1>Hello</h1>');
    expect(readPost).not.toHaveBeenCalled();
    expect(served.client.cursors()).toEqual({});
    expect(begunWith(served.client)).toBeUndefined();
  });

  it('waits for a promise, while the rest of the page is on its way', async () => {
    let answer: (state: DehydratedState) => void = () => undefined;
    const state = new Promise<DehydratedState>((resolve) => (answer = resolve));
    const { shell, html, chunks } = renderToHtml(page({ state }, everything));
    await shell;
    await vi.waitFor(() => expect(chunks.join('')).toContain('Loading'), WAIT);
    expect(chunks.join('')).not.toContain('Hello');
    answer(dehydrate(entryOf('Hello')));
    expect(await html).toContain(shownBy('Hello'));
    expect(readPost).not.toHaveBeenCalled();
  });

  it('reads and shows with one call of the sync function', async () => {
    const state = prefetchModel(post('1')).then(dehydrate);
    expect(await renderToHtml(page({ state }, everything)).html).toContain('<h1>Post 1</h1>');
    expect(readPost).toHaveBeenCalledTimes(1);
  });

  it('shows each request its own state, where one client serves all of them', async () => {
    const requests = ['Ann', 'Bob', 'Cid'].map((user) => {
      let answer: (state: DehydratedState) => void = () => undefined;
      const state = new Promise<DehydratedState>((resolve) => (answer = resolve));
      return {
        user,
        answer: () => answer(dehydrate(entryOf(user))),
        rendering: renderToHtml(page({ state }, everything)),
      };
    });
    await Promise.all(requests.map(({ rendering }) => rendering.shell));
    for (const { answer } of [...requests].reverse()) answer();
    for (const { user, rendering } of requests) {
      const html = await rendering.html;
      expect(html).toContain(shownBy(user));
      for (const other of ['Ann', 'Bob', 'Cid']) expect(html.includes(other)).toBe(other === user);
    }
    const bare = renderToString(
      <ModelsProvider client={served.client}>
        <Page />
      </ModelsProvider>,
    );
    expect(bare).toContain('<p>undefined true');
    expect(begunWith(served.client)).toBeUndefined();
  });

  it('writes a data block where it has an id, and none where it has not', async () => {
    const state = dehydrate(entryOf('</script><script>alert(1)</script>\u2028'));
    const html = renderToString(page({ state, id: 'post' }, null));
    const blocks = [...html.matchAll(/<script type="application\/json" id="post">(.*?)<\/script>/g)];
    expect(blocks).toHaveLength(1);
    expect(JSON.parse(blocks[0]?.[1] ?? '')).toEqual(state);
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(renderToString(page({ state }, null))).not.toContain('<script');
  });

  it('shows the page without data where nothing could be read', async () => {
    readPost.mockRejectedValueOnce(new Error('no database'));
    const entry = await prefetchModel(post('1')).catch(() => undefined);
    for (const state of [dehydrate(entry), undefined])
      expect(renderToString(page({ state }, <Page />))).toContain('<p>undefined true');
  });

  it('leaves a rejected promise to onError, and its boundary to the browser', async () => {
    let fail: (error: Error) => void = () => undefined;
    readPost.mockReturnValueOnce(new Promise((_, reject) => (fail = reject)));
    const state = prefetchModel(post('1')).then(dehydrate);
    const { shell, html, errors } = renderToHtml(page({ state }, <Page />));
    await shell;
    fail(new Error('no database'));
    expect(await html).toContain('Loading');
    expect(errors).toMatchObject([{ code: 'sync-failed' }]);
  });

  it('within another one, adds its models to those of that one, and stands before it', () => {
    const outer = dehydrate(entryOf('Outer'), entryOf('Two', { name: 'posts:2' }));
    function Both() {
      return (
        <b>
          {useModels([post('1'), post('2')])
            .map(({ data }) => data?.title)
            .join()}
        </b>
      );
    }
    const inner = (
      <HydrateModels state={dehydrate(entryOf('Inner'))}>
        <Both />
      </HydrateModels>
    );
    expect(renderToString(page({ state: outer }, inner))).toContain('<b>Inner,Two</b>');
  });

  describe('says what is wrong:', () => {
    const refused = (why: string) =>
      expect.objectContaining({
        code: 'invalid-options',
        message: expect.stringContaining(why) as string,
      }) as Error;

    it('there is no provider', () => {
      const orphan = () => renderToString(<HydrateModels state={undefined} />);
      expect(orphan).toThrow(refused('there is no <ModelsProvider> above it'));
    });

    it('a client whose models cannot begin with a state', () => {
      const client = adaptSdkClient({ models: { get: () => undefined }, ably: served.ably } as never);
      const ui = (
        <ModelsProvider client={client}>
          <HydrateModels state={dehydrate(entryOf('Hello'))}>
            <Page />
          </HydrateModels>
        </ModelsProvider>
      );
      expect(() => renderToString(ui)).toThrow(refused('@ably-labs/models cannot begin with a state'));
      // Where nobody reads it, the page works: what was shown now would be gone in the browser.
      vi.stubEnv('NODE_ENV', 'production');
      expect(renderToString(ui)).toContain('<p>undefined true');
    });

    it.each([
      ['neither a state nor an id', {}, 'neither `state` nor `id`'],
      ['a prop that does not exist', { state: undefined, stat: 1 }, '`stat` is not an option'],
    ])('%s', (_, props, why) => {
      const ui = (
        <ModelsProvider client={served.client}>
          <HydrateModels {...props} />
        </ModelsProvider>
      );
      expect(() => renderToString(ui)).toThrow(refused(why));
    });
  });
});
