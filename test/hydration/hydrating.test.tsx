// @vitest-environment node
import '../react/page-in-node.js';
import { useModel, useModels, useOptimistic, useSuspenseModel } from 'ably-models-react';
import { dehydrate, HydrateModels, prefetchModel } from 'ably-models-react/server';
import { Suspense } from 'react';
import { describe, expect, it, vi } from 'vitest';
import { deferred, headersOf, CHANNEL, WAIT } from '../model/world.js';
import { gate } from '../react/stage.js';
import { openSite, Shown, Status, type Site } from './world.js';

const HOUR_MS = 3_600_000;

function Texts({ of: texts }: { readonly of: Site['texts'] }) {
  const { data, isPending } = useModel(texts());
  return <b>{isPending ? 'pending' : data?.join()}</b>;
}

describe('Hydrating', () => {
  it('shows what was committed between the read on the server and the attaching in the browser', async () => {
    const { texts, sync, commit, render, hydrate } = await openSite();
    const steps: unknown[] = [];
    const state = dehydrate(await prefetchModel(texts()));
    const page = (
      <HydrateModels state={state}>
        <Texts of={texts} />
        <Status of={texts} steps={steps} />
      </HydrateModels>
    );
    const html = render(page);
    expect(html).toBe('<b>first</b><i>hydrated, stale</i>');
    commit('second');
    const { shows, complaints } = hydrate(html, page);
    await shows('first,secondreplayed');
    commit('third');
    await shows('first,second,thirdreplayed');
    expect(steps).toEqual(['hydrated', 'replayed']);
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it('shows an old page, and syncs: the channel may have lost what came since', async () => {
    const { texts, sync, commit, render, hydrate } = await openSite({ isKept: false });
    const entry = await prefetchModel(texts());
    commit('second', { published: false });
    const answer = deferred<Awaited<ReturnType<typeof sync>>>();
    sync.mockReturnValueOnce(answer.promise);
    const steps: unknown[] = [];
    const page = (
      <HydrateModels state={dehydrate({ ...entry, takenAt: Date.now() - HOUR_MS })}>
        <Texts of={texts} />
        <Status of={texts} steps={steps} />
      </HydrateModels>
    );
    const { shows, text, complaints } = hydrate(render(page), page);
    await vi.waitFor(() => expect(sync).toHaveBeenCalledTimes(2), WAIT);
    expect(text()).toBe('firsthydrated, stale');
    answer.resolve({ data: ['first', 'second'], sequenceId: '2' });
    await shows('first,secondresynced');
    expect(steps).toEqual(['hydrated', 'resynced']);
    expect(complaints).toEqual([]);
  });

  it('syncs where the server says that it has read in hours to come: nothing is known of the age', async () => {
    const { texts, sync, commit, render, hydrate } = await openSite({ isKept: false });
    const entry = await prefetchModel(texts());
    commit('second', { published: false });
    const page = (
      <HydrateModels state={dehydrate({ ...entry, takenAt: Date.now() + 3 * HOUR_MS })}>
        <Texts of={texts} />
      </HydrateModels>
    );
    const { shows, complaints } = hydrate(render(page), page);
    await shows('first,second');
    expect(sync).toHaveBeenCalledTimes(2);
    expect(complaints).toEqual([]);
  });

  it('shows the server’s state in a boundary that comes late, and then what the others show', async () => {
    const { texts, sync, commit, render, hydrate } = await openSite();
    const isBrowser = { current: false };
    const late = gate();
    const commits: string[] = [];
    function Late() {
      if (isBrowser.current) late.wait();
      const { data } = useModel(texts());
      return <Shown commits={commits}>{String(data?.join())}</Shown>;
    }
    const state = dehydrate(await prefetchModel(texts()));
    const page = (
      <HydrateModels state={state}>
        <Texts of={texts} />
        <Suspense>
          <Late />
        </Suspense>
      </HydrateModels>
    );
    const html = render(page);
    isBrowser.current = true;
    commit('second');
    const { shows, complaints } = hydrate(html, page);
    await shows('first,secondfirst');
    expect(commits).toEqual([]);
    late.open();
    await shows('first,secondfirst,second');
    expect(commits).toEqual(['first', 'first,second']);
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it('goes on with what every hook shows, and with its mutations', async () => {
    const { texts, sync, commit, local, render, hydrate } = await openSite();
    const commits: string[] = [];
    function Page() {
      const { data } = useModel(texts());
      const count = useModel(texts(), { select: (state) => state.length }).data;
      const [several] = useModels([texts()]);
      const { data: awaited } = useSuspenseModel(texts());
      const { mutate, pending } = useOptimistic(texts(), {
        event: (text: string) => ({ name: 'added', data: text }),
        send: ({ mutationId, event }) => {
          const extras = { headers: headersOf({ mutationId }) };
          local.publish(CHANNEL, { id: '3', name: 'added', data: event.data, extras });
        },
      });
      const all = [data, several.data, awaited].map((state) => state?.join('+'));
      return (
        <>
          <Shown commits={commits}>{[...all, count, pending.length].join(' ')}</Shown>
          <button onClick={() => mutate('mine')} />
        </>
      );
    }
    const page = (
      <HydrateModels state={dehydrate(await prefetchModel(texts()))}>
        <Suspense fallback="Loading">
          <Page />
        </Suspense>
      </HydrateModels>
    );
    const { shows, container, complaints } = hydrate(render(page), page);
    commit('theirs');
    await shows('first+theirs first+theirs first+theirs 2 0');
    container.querySelector('button')?.click();
    await shows('first+theirs+mine first+theirs+mine first+theirs+mine 3 0');
    expect(commits[0]).toBe('first first first 1 0');
    expect(commits).not.toContain('Loading');
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it('gives a model that is running, and has nothing yet, its state', async () => {
    const { texts, sync, open, render, hydrate } = await openSite();
    const state = dehydrate(await prefetchModel(texts()));
    const answer = deferred<Awaited<ReturnType<typeof sync>>>();
    sync.mockReturnValueOnce(answer.promise);
    const { client } = open();
    void client.models.get(texts()).sync();
    const commits: string[] = [];
    function Page() {
      const { data } = useModel(texts());
      return <Shown commits={commits}>{data?.join() ?? 'pending'}</Shown>;
    }
    const page = (
      <HydrateModels state={state}>
        <Page />
      </HydrateModels>
    );
    const { complaints } = hydrate(render(page), page, client);
    await vi.waitFor(() => expect(client.models.get(texts()).data.confirmed).toEqual(['first']), WAIT);
    answer.resolve({ data: ['first', 'second'], sequenceId: '2' });
    await vi.waitFor(() => expect(commits).toEqual(['first', 'first,second']), WAIT);
    expect(complaints).toEqual([]);
  });

  describe('never shows older data for newer:', () => {
    it('a model that is live keeps what it has', async () => {
      const { texts, sync, commit, render, hydrate } = await openSite();
      const old = dehydrate(await prefetchModel(texts()));
      const page = (
        <HydrateModels state={old}>
          <Texts of={texts} />
        </HydrateModels>
      );
      const { shows, render: update, complaints } = hydrate(render(page), page);
      commit('second');
      await shows('first,second');
      const commits: string[] = [];
      function Late() {
        const { data } = useModel(texts());
        return <Shown commits={commits}>{String(data?.join())}</Shown>;
      }
      update(
        <>
          {page}
          <HydrateModels state={{ ...old }}>
            <Late />
          </HydrateModels>
        </>,
      );
      await vi.waitFor(() => expect(commits).toEqual(['first,second']), WAIT);
      await shows('first,secondfirst,second');
      expect(sync).toHaveBeenCalledTimes(1);
      expect(complaints).toEqual([]);
    });

    it.each([
      ['older first', [0, 1]],
      ['newer first', [1, 0]],
    ])('of two boundaries with one model, it begins with what was read last: %s', async (_, order) => {
      const { texts, sync, commit, render, hydrate } = await openSite();
      const older = await prefetchModel(texts());
      commit('second', { published: false });
      const newer = await prefetchModel(texts());
      const states = [{ ...older, takenAt: newer.takenAt - 10 }, newer].map((entry) => dehydrate(entry));
      const isBrowser = { current: false };
      const late = gate();
      // The model is made when both are there: it is neither's own.
      function Both() {
        if (isBrowser.current) late.wait();
        return <Texts of={texts} />;
      }
      const page = order.map((index) => (
        <HydrateModels key={index} state={states[index]}>
          <Suspense>
            <Both />
          </Suspense>
        </HydrateModels>
      ));
      const html = render(page);
      expect(html.replace(/<!--.*?-->/g, '')).toBe(
        order.map((index) => `<b>${['first', 'first,second'][index]}</b>`).join(''),
      );
      isBrowser.current = true;
      const { shows, complaints } = hydrate(html, page);
      late.open();
      await shows('first,secondfirst,second');
      // Were it the older one, what is not in the channel would be missing.
      expect(sync).toHaveBeenCalledTimes(2);
      expect(complaints).toEqual([]);
    });
  });

  it('begins with it again when its model was let go, and shows no gap', async () => {
    const { texts, sync, commit, render, hydrate } = await openSite();
    const state = dehydrate(await prefetchModel(texts()));
    const commits: string[] = [];
    function Page() {
      const { data } = useModel(texts());
      return <Shown commits={commits}>{data?.join() ?? 'pending'}</Shown>;
    }
    const ui = (isShown: boolean) => <HydrateModels state={state}>{isShown && <Page />}</HydrateModels>;
    const { shows, render: update, client, complaints } = hydrate(render(ui(true)), ui(true));
    await vi.waitFor(() => expect(commits).toEqual(['first']), WAIT);
    update(ui(false));
    await shows('');
    await client.models.get(texts()).dispose();
    commit('second');
    update(ui(true));
    await shows('first,second');
    expect(commits).toEqual(['first', 'first,second']);
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it('gives nothing of a page that has left', async () => {
    const { texts, sync, render, hydrate } = await openSite();
    const entry = await prefetchModel(texts());
    const commits: string[] = [];
    const left = (
      <HydrateModels key="left" state={dehydrate({ ...entry, data: ['of somebody else'] })}>
        <Shown commits={commits}>left</Shown>
      </HydrateModels>
    );
    const { render: update, shows, client, complaints } = hydrate(render(left), left);
    await vi.waitFor(() => expect(commits).toEqual(['left']), WAIT);
    // Of an older read: what has left would come before it.
    update(
      <HydrateModels key="next" state={dehydrate({ ...entry, takenAt: entry.takenAt - 1_000 })}>
        <Texts of={texts} />
      </HydrateModels>,
    );
    await shows('first');
    await vi.waitFor(() => expect(client.models.get(texts()).state).toBe('ready'), WAIT);
    await shows('first');
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it('leaves a model alone that others show already, while it renders', async () => {
    const { texts, sync, render, hydrate } = await openSite();
    const state = dehydrate(await prefetchModel(texts()));
    const commits: string[] = [];
    const page = (outside: boolean, inside: boolean) => (
      <>
        {outside && <Texts of={texts} />}
        <HydrateModels state={state}>
          <Shown commits={commits}>{inside ? 'inside' : 'empty'}</Shown>
          {inside && <Texts of={texts} />}
        </HydrateModels>
      </>
    );
    const bare = page(false, false);
    const { client, render: update, shows, complaints } = hydrate(render(bare), bare);
    await vi.waitFor(() => expect(commits).toEqual(['empty']), WAIT);
    await client.models.get(texts()).dispose();
    const answer = deferred<Awaited<ReturnType<typeof sync>>>();
    sync.mockReturnValueOnce(answer.promise);
    update(page(true, false));
    await shows('pendingempty');
    update(page(true, true));
    await shows('pendinginsidepending');
    expect(client.models.get(texts()).data.confirmed).toBeUndefined();
    answer.resolve({ data: ['first', 'second'], sequenceId: '2' });
    await shows('first,secondinsidefirst,second');
    expect(complaints).toEqual([]);
  });
});
