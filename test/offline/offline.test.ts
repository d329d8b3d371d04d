import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startBackend, type Backend } from './backend/backend.js';
import { createProfile, openBrowser } from './browser.js';
import type { Picture, Tab } from './tab.js';

/** As long as a slow machine may take: nothing is asserted of the time. */
const WAIT = { timeout: 20_000, interval: 20 };
const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, WAIT);

let backend: Backend;
beforeAll(async () => {
  backend = await startBackend();
}, 60_000);
afterEach(() => backend.setPublishing(true));
afterAll(() => backend.close());

/** The posts as the database has them, by id. */
async function inDatabase(ids: readonly string[]): Promise<Record<string, Picture>> {
  const posts = await backend.posts(ids);
  return Object.fromEntries(
    posts.map(({ id, title, comments }) => [id, { title, comments: comments.map(({ text }) => text) }]),
  );
}

/** What the server has done to a post, in order. */
async function doneTo(postId: string): Promise<string[]> {
  const changes = await backend.changes([postId]);
  return changes.map(({ event }) => {
    if (event.name === 'title.edited') return event.data.title;
    return event.name === 'comment.added' ? event.data.text : event.name;
  });
}

const writes = async (ids: readonly string[]) =>
  (await backend.requests(ids)).filter(({ method }) => method === 'POST');

/** Until all of them have caught up, show what the database has, and have nothing left to send. */
async function agreed(ids: readonly string[], ...tabs: readonly Tab[]): Promise<void> {
  await eventually(async () => {
    const truth = await inDatabase(ids);
    for (const tab of tabs) {
      expect(await tab.outbox()).toMatchObject({ state: 'online', queue: [], hasCaughtUp: true });
      expect(await tab.posts()).toEqual(truth);
    }
  });
}

const shows = (tab: Tab, posts: Record<string, Picture>) =>
  eventually(async () => expect(await tab.posts()).toEqual(posts));

const isOffline = (tab: Tab) =>
  eventually(async () => expect(await tab.outbox()).toMatchObject({ state: 'offline' }));

/** Nothing that was once on screen has left it, not even for one frame, and nothing was there twice. */
async function expectNoFlicker(ids: readonly string[], ...tabs: readonly Tab[]): Promise<void> {
  for (const tab of tabs) {
    for (const id of ids) {
      const pictures = await tab.everShown(id);
      const titles = pictures.map(({ title }) => title).filter((title, at, all) => title !== all[at - 1]);
      expect(titles).toEqual([...new Set(titles)]);
      pictures.forEach(({ comments }, at) => {
        expect(comments).toEqual([...new Set(comments)]);
        expect(comments).toEqual(expect.arrayContaining([...(pictures[at - 1]?.comments ?? [])]));
      });
    }
  }
}

const picture = (title: string, ...comments: readonly string[]): Picture => ({ title, comments });

/** Three posts, with the names that the tests call them by. */
async function createThree() {
  const ids = await backend.createPosts('One', 'Two', 'Three');
  const [one = '', two = '', three = ''] = ids;
  return { ids, one, two, three };
}

describe('In a real browser', () => {
  it('a page that is left as soon as it has read its posts has them when it comes back offline', async () => {
    const { ids, one } = await createThree();
    const browser = await openBrowser(backend.url, await createProfile());
    const tab = await browser.openTab({ user: 'ada', posts: ids, tab: 'ada' });
    await agreed(ids, tab);
    await browser.setOffline(true);
    expect(await tab.change(one, 'title', 'Uno')).toEqual(picture('Uno'));
    await tab.stored();
    const shown = await tab.posts();
    await tab.reload();
    await shows(tab, shown);
    expect(browser.pageErrors).toEqual([]);
  }, 60_000);

  it('what was changed offline outlives reloads and the tab, and reaches everybody once, in order', async () => {
    const { ids, one, two, three } = await createThree();
    const [ada, ben] = await Promise.all([
      createProfile().then((profile) => openBrowser(backend.url, profile)),
      createProfile().then((profile) => openBrowser(backend.url, profile)),
    ]);
    const address = { user: 'ada', posts: ids, tab: 'ada' };
    const before = await ada.openTab(address);
    const bens = await ben.openTab({ user: 'ben', posts: ids, tab: 'ben' });
    await agreed(ids, before, bens);
    expect(await bens.posts()).toEqual({
      [one]: picture('One'),
      [two]: picture('Two'),
      [three]: picture('Three'),
    });

    await ada.setOffline(true);
    await isOffline(before);
    const readBefore = (await backend.requests(ids)).filter(({ user }) => user === 'ada').length;
    expect(await before.change(one, 'title', 'Uno')).toEqual(picture('Uno'));
    expect(await before.change(one, 'title', 'Eins')).toEqual(picture('Eins'));
    expect(await before.change(two, 'comment', 'first')).toEqual(picture('Two', 'first'));
    expect(await before.change(three, 'title', 'Drei')).toEqual(picture('Drei'));
    expect(await before.change(two, 'comment', 'second')).toEqual(picture('Two', 'first', 'second'));
    const changed = {
      [one]: picture('Eins'),
      [two]: picture('Two', 'first', 'second'),
      [three]: picture('Drei'),
    };
    expect(await before.posts()).toEqual(changed);
    await before.stored();
    const { queue } = await before.outbox();
    expect(queue).toHaveLength(5);

    for (let reloads = 0; reloads < 2; reloads += 1) {
      await before.reload();
      await shows(before, changed);
      // At no moment without the changes.
      for (const id of ids) expect(await before.everShown(id)).toEqual([changed[id]]);
      expect(await before.outbox()).toMatchObject({ state: 'offline', queue, areStored: true });
    }
    await before.close();
    const after = await ada.openTab(address);
    await shows(after, changed);
    expect(await after.outbox()).toMatchObject({ state: 'offline', queue, areStored: true });
    expect((await backend.requests(ids)).filter(({ user }) => user === 'ada')).toHaveLength(readBefore);

    // The server has it all before anybody is told: a page that is opened then has only its outbox to know it from.
    await backend.setPublishing(false);
    await ada.setOffline(false);
    await eventually(async () => {
      expect(await backend.changes(ids)).toHaveLength(5);
      expect(await after.outbox()).toMatchObject({ areAcknowledged: true });
    });
    for (const id of ids) expect(await after.everShown(id)).toEqual([changed[id]]);
    await after.reload();
    await shows(after, changed);
    await backend.setPublishing(true);
    await agreed(ids, after, bens);
    for (const id of ids) expect(await after.everShown(id)).toEqual([changed[id]]);
    await expectNoFlicker(ids, bens);
    expect(await inDatabase(ids)).toEqual(changed);
    expect(await doneTo(one)).toEqual(['Uno', 'Eins']);
    expect(await doneTo(two)).toEqual(['first', 'second']);
    expect(await doneTo(three)).toEqual(['Drei']);
    const sent = await writes(ids);
    expect(sent.map(({ mutationId }) => mutationId).sort()).toEqual([...queue].sort());
    expect(sent.every(({ user }) => user === 'ada')).toBe(true);
    expect([...ada.pageErrors, ...ben.pageErrors]).toEqual([]);
  }, 60_000);

  it('three tabs send in turn: when the one that sends is closed, the next begins with what that one left', async () => {
    const { ids, one, two } = await createThree();
    const browser = await openBrowser(backend.url, await createProfile());
    const open = (tab: string) => browser.openTab({ user: 'ada', posts: ids, tab });
    const tabs = [await open('first'), await open('second'), await open('third')];
    await agreed(ids, ...tabs);

    for (const tab of tabs) await tab.change(one, 'comment', `from the ${tab.name}`);
    const fromAll = ['from the first', 'from the second', 'from the third'];
    await eventually(async () => expect([...(await doneTo(one))].sort()).toEqual(fromAll));
    await agreed(ids, ...tabs);
    const senders = new Set((await writes(ids)).map(({ tab }) => tab));
    expect(senders.size).toBe(1);
    const leader = tabs.find(({ name }) => senders.has(name));
    const [second, third] = tabs.filter((tab) => tab !== leader);
    if (!leader || !second || !third) throw new Error('unable to go on; nobody knows who sends');

    // Neither an answer nor a confirmation: who sends cannot know that the server has it.
    await backend.setPublishing(false);
    backend.api.fates.push('hold the answer');
    await second.change(two, 'title', 'Zwei');
    await eventually(async () => expect(await doneTo(two)).toEqual(['Zwei']));
    await third.change(two, 'comment', 'a');
    await leader.change(two, 'comment', 'b');
    const changed = picture('Zwei', 'a', 'b');
    for (const tab of tabs) await shows(tab, { ...(await inDatabase(ids)), [two]: changed });
    await leader.stored();
    await leader.close();
    await eventually(async () => expect((await writes([two])).length).toBeGreaterThan(1));
    await backend.setPublishing(true);
    await agreed(ids, second, third);
    expect(await doneTo(two)).toEqual(['Zwei', 'a', 'b']);
    const sent = await writes([two]);
    const [held, again, ...rest] = sent;
    expect(sent).toHaveLength(4);
    expect(again?.mutationId).toBe(held?.mutationId);
    expect(held?.tab).toBe(leader.name);
    expect(new Set([again, ...rest].map((request) => request?.tab)).size).toBe(1);

    await expectNoFlicker(ids, second, third);

    // This time the server takes its time over what the one that is gone has sent, and does it when all is over.
    backend.api.fates.push('hold the request');
    const next = again?.tab === second.name ? second : third;
    const last = next === second ? third : second;
    await last.change(two, 'title', 'Due');
    await eventually(async () => expect(await writes([two])).toHaveLength(5));
    await next.change(two, 'title', 'Deux');
    await shows(last, { ...(await inDatabase(ids)), [two]: picture('Deux', 'a', 'b') });
    await next.stored();
    await next.close();
    await agreed(ids, last);
    backend.api.release();
    await backend.api.released;
    expect(await doneTo(two)).toEqual(['Zwei', 'a', 'b', 'Due', 'Deux']);
    await agreed(ids, last);
    await expectNoFlicker(ids, last);
    expect(browser.pageErrors).toEqual([]);
  }, 60_000);

  it('a change that was stored outlives the browser, killed while offline', async () => {
    const { ids, one } = await createThree();
    const profile = await createProfile();
    const killed = await openBrowser(backend.url, profile);
    const address = { user: 'ada', posts: ids, tab: 'ada' };
    const before = await killed.openTab(address);
    await agreed(ids, before);
    await killed.setOffline(true);
    await isOffline(before);
    await before.change(one, 'comment', 'kept');
    await before.stored();
    await killed.kill();

    const browser = await openBrowser(backend.url, profile);
    const after = await browser.openTab(address);
    await agreed(ids, after);
    expect(await after.everShown(one)).toEqual([picture('One', 'kept')]);
    expect(await doneTo(one)).toEqual(['kept']);
    expect(await writes(ids)).toHaveLength(1);
    expect([...killed.pageErrors, ...browser.pageErrors]).toEqual([]);
  }, 60_000);

  it('a change that the server had when the browser was killed is made once, and found there', async () => {
    const { ids, one } = await createThree();
    const profile = await createProfile();
    const killed = await openBrowser(backend.url, profile);
    const address = { user: 'ada', posts: ids, tab: 'ada' };
    const before = await killed.openTab(address);
    await agreed(ids, before);
    await before.flush();
    await backend.setPublishing(false);
    backend.api.fates.push('hold the answer');
    await before.change(one, 'comment', 'kept');
    await eventually(async () => expect(await doneTo(one)).toEqual(['kept']));
    await killed.kill();

    const browser = await openBrowser(backend.url, profile);
    const after = await browser.openTab(address);
    // Nobody tells it: it asks what changed since, and that says so.
    await agreed(ids, after);
    expect(await after.everShown(one)).toEqual([picture('One', 'kept')]);
    const [first, second, ...more] = await writes(ids);
    expect(second?.mutationId).toBe(first?.mutationId);
    expect(more).toEqual([]);
    const asked = (await backend.requests([one])).filter(({ since }) => since !== undefined);
    expect(asked).toHaveLength(1);

    // What is published at last is known already.
    await backend.setPublishing(true);
    await after.change(one, 'comment', 'and more');
    await agreed(ids, after);
    expect(await inDatabase([one])).toEqual({ [one]: picture('One', 'kept', 'and more') });
    expect([...killed.pageErrors, ...browser.pageErrors]).toEqual([]);
  }, 60_000);

  it('what the server refuses to hear, and what it answers into a broken line, is sent again, in order', async () => {
    const { ids, one } = await createThree();
    const browser = await openBrowser(backend.url, await createProfile());
    const tab = await browser.openTab({ user: 'ada', posts: ids, tab: 'ada' });
    await agreed(ids, tab);
    await tab.flush();
    await backend.setPublishing(false);
    backend.api.fates.push('fail', 'lose the answer');
    const texts = ['a', 'b', 'c'];
    for (const text of texts) await tab.change(one, 'comment', text);
    const { queue } = await tab.outbox();
    await eventually(async () => expect(await doneTo(one)).toEqual(texts));
    await backend.setPublishing(true);
    await agreed(ids, tab);
    expect(await doneTo(one)).toEqual(texts);
    await expectNoFlicker(ids, tab);
    const sent = (await writes(ids)).map(({ mutationId }) => mutationId);
    expect(sent.filter((id, at) => id !== sent[at - 1])).toEqual(queue);
    expect(sent.filter((id) => id === queue[0]).length).toBeGreaterThan(2);
    expect(browser.pageErrors).toEqual([]);
  }, 60_000);

  it('nobody sees or sends what another user of the same browser left', async () => {
    const { ids, one, two, three } = await createThree();
    const browser = await openBrowser(backend.url, await createProfile());
    const ada = { user: 'ada', posts: ids, tab: 'ada' };
    const ben = { user: 'ben', posts: ids, tab: 'ben' };
    const adas = await browser.openTab(ada);
    await agreed(ids, adas);
    await browser.setOffline(true);
    await isOffline(adas);
    await adas.change(one, 'title', 'Eins');
    await adas.change(two, 'comment', 'not for Ben');
    await adas.stored();
    await adas.close();
    await browser.setOffline(false);

    const bens = await browser.openTab(ben);
    await agreed(ids, bens);
    const untouched = { [one]: picture('One'), [two]: picture('Two'), [three]: picture('Three') };
    for (const id of ids) expect(await bens.everShown(id)).toEqual([untouched[id]]);
    await bens.change(three, 'title', 'Drei');
    await agreed(ids, bens);
    expect(await writes(ids)).toMatchObject([{ user: 'ben', postId: three }]);
    await bens.close();

    const back = await browser.openTab(ada);
    await agreed(ids, back);
    expect(await back.everShown(one)).toEqual([picture('Eins')]);
    expect(await back.everShown(two)).toEqual([picture('Two', 'not for Ben')]);
    expect(await inDatabase(ids)).toEqual({
      [one]: picture('Eins'),
      [two]: picture('Two', 'not for Ben'),
      [three]: picture('Drei'),
    });
    const byAda = (await writes(ids)).filter(({ user }) => user === 'ada');
    expect(byAda.map(({ postId }) => postId).sort()).toEqual([one, two].sort());
    expect(browser.pageErrors).toEqual([]);
  }, 60_000);
});
