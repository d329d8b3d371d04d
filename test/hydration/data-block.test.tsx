// @vitest-environment node
import '../react/page-in-node.js';
import { useModel } from 'ably-models-react';
import { dehydrate, HydrateModels, prefetchModel } from 'ably-models-react/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WAIT } from '../model/world.js';
import { openSite, Shown, type Site } from './world.js';

function Texts({ of: texts, commits }: { readonly of: Site['texts']; readonly commits: string[] }) {
  const { data, isPending } = useModel(texts());
  return <Shown commits={commits}>{isPending ? 'pending' : String(data?.join())}</Shown>;
}

/** What the server sends; in the browser the same page has no state. */
async function openPage(id: string) {
  const site = await openSite();
  const commits: string[] = [];
  const entry = await prefetchModel(site.texts());
  const pageWith = (props: Pick<Parameters<typeof HydrateModels>[0], 'state'>) => (
    <HydrateModels id={id} {...props}>
      <Texts of={site.texts} commits={commits} />
    </HydrateModels>
  );
  const html = site.render(pageWith({ state: dehydrate(entry) }));
  const showed = (...expected: string[]) => vi.waitFor(() => expect(commits).toEqual(expected), WAIT);
  return { ...site, entry, commits, pageWith, page: pageWith({}), html, showed };
}

describe('A data block', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('brings the state to a browser that has none, without a second call', async () => {
    const { html, page, sync, commit, hydrate, showed } = await openPage('plain');
    commit('second');
    const { complaints, container } = hydrate(html, page);
    await showed('first', 'first,second');
    expect(sync).toHaveBeenCalledTimes(1);
    expect(container.querySelectorAll('script')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('stays data, whatever users wrote', async () => {
    const { pageWith, page, entry, render, hydrate, showed, sync } = await openPage('evil');
    const evil = '</script><script>alert(1)</script><!--<script>\u2028&lt;';
    const { complaints, container } = hydrate(
      render(pageWith({ state: dehydrate({ ...entry, data: [evil] }) })),
      page,
    );
    await showed(evil);
    expect(container.querySelectorAll('script')).toHaveLength(1);
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });

  it.each([
    ['was cut off', 'cut', '{"version":1,"mod', /unable to hydrate from the data block "cut"; .*JSON/],
    [
      'is of another version',
      'v2',
      '{"version":2,"models":{}}',
      /it is not what `dehydrate` of this version/,
    ],
    ['is something else', 'else', 'null', /it is not what `dehydrate` of this version/],
    ['has no models', 'none', '{"version":1}', /it is not what `dehydrate` of this version/],
    [
      'has no position for a model',
      'lost',
      '{"version":1,"models":{"posts:1":{"data":["lost"]}}}',
      /unable to hydrate model "posts:1" from the data block "lost"; its state has no sequenceId/,
    ],
  ])('that %s: the browser syncs by itself, and says so once', async (_, id, block, warning) => {
    const { html, page, sync, hydrate, showed } = await openPage(id);
    const broken = html.replace(/(<script[^>]*>).*?(<\/script>)<b>first/, `$1${block}$2<b>pending`);
    const { complaints } = hydrate(broken, page);
    await showed('pending', 'first');
    expect(sync).toHaveBeenCalledTimes(2);
    expect(complaints).toEqual([[expect.stringMatching(warning)]]);
  });

  it('with more than is needed, or with less, is no reason to fail', async () => {
    const { html, page, sync, hydrate, showed } = await openPage('odd');
    const odd = { data: ['first'], sequenceId: 1, takenAt: 'noon', recentIds: 5, inChannel: 'yes', more: 1 };
    const block = JSON.stringify({ version: 1, models: { 'posts:1': odd } });
    const { complaints } = hydrate(html.replace(/(<script[^>]*>).*?(<\/script>)/, `$1${block}$2`), page);
    // Without a time nothing is known of the age.
    await vi.waitFor(() => expect(sync).toHaveBeenCalledTimes(2), WAIT);
    await showed('first');
    expect(complaints).toEqual([]);
  });

  it('that is broken is nothing to tell users of', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const { html, page, hydrate, showed } = await openPage('quiet');
    const { complaints } = hydrate(html.replace(/{.*}(<\/script>)<b>first/, '$1<b>pending'), page);
    await showed('pending', 'first');
    expect(complaints).toEqual([]);
  });

  it('is not there on a page that the browser makes itself: its models sync', async () => {
    const { page, sync, hydrate, showed, commits } = await openPage('absent');
    const { complaints, render } = hydrate('<b>bare</b>', <Shown commits={commits}>bare</Shown>);
    await showed('bare');
    render(page);
    await showed('bare', 'pending', 'first');
    expect(sync).toHaveBeenCalledTimes(2);
    expect(complaints).toEqual([]);
  });

  it('is read again by who takes the place of the first', async () => {
    const { html, page, sync, hydrate, showed, commits } = await openPage('again');
    const { complaints, render } = hydrate(`<div>${html}</div>`, <div key="a">{page}</div>);
    await showed('first');
    commits.length = 0;
    render(<div key="b">{page}</div>);
    await showed('first');
    expect(sync).toHaveBeenCalledTimes(1);
    expect(complaints).toEqual([]);
  });
});
