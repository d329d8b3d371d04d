import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { forgetFailures, openStore } from '../../src/store/stores.js';
import type { Hidden, Visibility } from '../../src/store/visibility.js';
import { FakeClient } from '../react/fake-client.js';

const read = vi.fn(() => Promise.resolve({ data: 0, sequenceId: '0' }));
const counter = defineModel({
  channelName: (name: string) => name,
  sync: (_name: string) => read(),
  merge: { added: (count, { data }: { data: number }) => count + data },
});

const outOfView: Hidden = { reason: 'out-of-view', atOnce: false };
const pageHidden: Hidden = { reason: 'page-hidden', atOnce: false };
const pageFrozen: Hidden = { reason: 'page-hidden', atOnce: true };

/** What a test hides and shows. */
class Screen implements Visibility {
  readonly #listeners = new Set<() => void>();
  #hidden: Hidden | undefined;

  constructor(hidden?: Hidden) {
    this.#hidden = hidden;
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  set(hidden: Hidden | undefined): void {
    this.#hidden = hidden;
    for (const listener of [...this.#listeners]) listener();
  }

  getHidden(): Hidden | undefined {
    return this.#hidden;
  }

  observe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

const grace = () => ({ pauseAfter: 1_000, gcTime: 10_000 });

describe('What the screen decides', () => {
  let client: FakeClient;
  const open = (name = 'counter') => openStore(client, resolveModel(counter(name)));
  const calls = (name = 'counter') => client.model(name).calls;
  const status = (name = 'counter') => {
    const { state, pausedReason } = client.model(name).getSnapshot();
    return pausedReason === undefined ? state : `${state}: ${pausedReason}`;
  };
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  beforeEach(() => {
    vi.useFakeTimers();
    client = new FakeClient();
  });
  afterEach(() => vi.useRealTimers());

  it('starts nothing for what nobody can see yet', async () => {
    const visibility = new Screen(outOfView);
    open().claim({ visibility }, grace);
    await pass(60_000);
    expect(calls()).toEqual([]);
    visibility.set(undefined);
    expect(calls()).toEqual(['sync']);
  });

  it('pauses what went out of view after the grace, and resumes it when it comes back', async () => {
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    await pass(0);
    visibility.set(outOfView);
    await pass(999);
    expect(status()).toBe('ready');
    await pass(1);
    expect(status()).toBe('paused: out-of-view');
    visibility.set(undefined);
    expect(calls()).toEqual(['sync', 'pause', 'resume']);
  });

  it('does nothing for what comes back within the grace, however often', async () => {
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    for (let flap = 0; flap < 100; flap += 1) {
      visibility.set(outOfView);
      await pass(500);
      visibility.set(undefined);
      await pass(10);
    }
    expect(calls()).toEqual(['sync']);
  });

  it('counts the grace from when it went, not from the last reason to', async () => {
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    await pass(0);
    visibility.set(outOfView);
    await pass(900);
    visibility.set(pageHidden);
    await pass(100);
    expect(status()).toBe('paused: page-hidden');
  });

  it('runs a model while one of all who show it can be seen', async () => {
    const [list, detail] = [new Screen(), new Screen()];
    open().claim({ visibility: list }, grace);
    const close = open().claim({ visibility: detail }, grace);
    await pass(0);
    list.set(outOfView);
    await pass(60_000);
    expect(status()).toBe('ready');
    close();
    await pass(1_000);
    expect(status()).toBe('paused: out-of-view');
  });

  it('says why it is paused, also when that changes while it is', async () => {
    const visibility = new Screen();
    const close = open().claim({ visibility }, grace);
    await pass(0);
    visibility.set(pageHidden);
    await pass(1_000);
    expect(status()).toBe('paused: page-hidden');
    visibility.set(outOfView);
    expect(status()).toBe('paused: out-of-view');
    close();
    expect(status()).toBe('paused: unused');
  });

  it('pauses at once when the page is about to stand still', async () => {
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    await pass(0);
    visibility.set(pageFrozen);
    expect(status()).toBe('paused: page-hidden');
  });

  it('runs a model for a mutation that nobody can see', async () => {
    open().claim({ visibility: new Screen(outOfView) }, grace);
    const settle = open().claim({}, grace);
    await pass(60_000);
    expect(status()).toBe('ready');
    settle();
    await pass(1_000);
    expect(status()).toBe('paused: out-of-view');
  });

  it('keeps a model paused that the user paused, through all that the screen does', async () => {
    const visibility = new Screen();
    const store = open();
    store.claim({ visibility }, grace);
    await pass(0);
    await store.model.pause();
    visibility.set(outOfView);
    await pass(1_000);
    visibility.set(undefined);
    expect(status()).toBe('paused: user');
    visibility.set(outOfView);
    await pass(1_000);
    await store.model.resume();
    expect(status()).toBe('paused: out-of-view');
    visibility.set(undefined);
    expect(status()).toBe('ready');
  });

  it('reads the state anew when asked to, though nobody sees it, and pauses again', async () => {
    const visibility = new Screen(outOfView);
    open().claim({ visibility }, grace);
    await open().sync({}, grace);
    expect(status()).toBe('ready');
    await pass(1_000);
    expect(calls()).toEqual(['sync', 'pause']);
  });

  it('pauses after the grace what was run by hand and nobody sees', async () => {
    const store = open();
    store.claim({ visibility: new Screen(outOfView) }, grace);
    await store.model.sync();
    await pass(999);
    expect(status()).toBe('ready');
    await pass(1);
    expect(status()).toBe('paused: out-of-view');
  });

  it('keeps what is mounted, however long nobody sees it', async () => {
    open().claim({ visibility: new Screen(outOfView) }, grace);
    await pass(600_000);
    expect(client.models.size).toBe(1);
  });

  it('goes by another visibility once a component has moved there', async () => {
    const [before, after] = [new Screen(), new Screen(outOfView)];
    const claim = { visibility: before };
    open().claim(claim, grace);
    await pass(0);
    claim.visibility = after;
    open().configure(claim, grace);
    await pass(1_000);
    expect(status()).toBe('paused: out-of-view');
    expect(before.listenerCount).toBe(0);
  });

  it('listens no more once the claim has ended, or the model is released', async () => {
    const visibility = new Screen();
    const close = open().claim({ visibility }, grace);
    expect(visibility.listenerCount).toBe(1);
    close();
    expect(visibility.listenerCount).toBe(0);
    await pass(10_000);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('leaves a model alone that the application ran before', async () => {
    const model = client.get(resolveModel(counter('counter')));
    await model.sync();
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    visibility.set(pageFrozen);
    await pass(60_000);
    expect(status()).toBe('ready');
  });

  it('starts no timer for each event of a model that the application ran and nobody sees', async () => {
    const model = client.get(resolveModel(counter('counter')));
    await model.sync();
    open().claim({ visibility: new Screen(outOfView) }, grace);
    client.model('counter').emit('added', 1);
    await pass(100);
    client.model('counter').emit('added', 1);
    await pass(100);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets no more than fifty models hold their channel unseen, and pauses the longest unseen first', async () => {
    const cards = Array.from({ length: 60 }, (_, index) => ({
      name: `card ${index}`,
      visibility: new Screen(),
    }));
    for (const { name, visibility } of cards) open(name).claim({ visibility }, grace);
    await pass(0);
    for (const { visibility } of cards) visibility.set(outOfView);
    await pass(0);
    expect(cards.slice(0, 10).map(({ name }) => status(name))).toEqual(
      Array<string>(10).fill('paused: out-of-view'),
    );
    expect(cards.slice(10).map(({ name }) => status(name))).toEqual(Array<string>(50).fill('ready'));
    // One that is seen again is not unseen any more, and makes room.
    cards[10]?.visibility.set(undefined);
    cards[0]?.visibility.set(undefined);
    cards[0]?.visibility.set(outOfView);
    await pass(0);
    expect(status('card 11')).toBe('ready');
  });

  it.each<[string, Hidden, number]>([
    ['with a hidden page', pageHidden, 1_000],
    ['with `Infinity`', outOfView, Infinity],
  ])('leaves all of them their grace %s', async (_, hidden, pauseAfter) => {
    const cards = Array.from({ length: 60 }, (_, index) => ({
      name: `card ${index}`,
      visibility: new Screen(),
    }));
    for (const { name, visibility } of cards)
      open(name).claim({ visibility }, () => ({ pauseAfter, gcTime: Infinity }));
    await pass(0);
    for (const { visibility } of cards) visibility.set(hidden);
    await pass(999);
    expect(new Set(cards.map(({ name }) => status(name)))).toEqual(new Set(['ready']));
  });

  it('gives what failed its grace too, once it begins anew while nobody sees it', async () => {
    read.mockRejectedValueOnce(new Error('503'));
    const visibility = new Screen();
    open().claim({ visibility }, grace);
    await pass(0);
    visibility.set(outOfView);
    await pass(1_000);
    expect(status()).toBe('errored');
    forgetFailures(client);
    await pass(999);
    expect(status()).toBe('ready');
    await pass(1);
    expect(status()).toBe('paused: out-of-view');
  });
});
