import { act, fireEvent, screen } from '@testing-library/react';
import { Suspense, useDeferredValue, useEffect, useState, useTransition, type ReactNode } from 'react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useModel } from '../../src/react/use-model.js';
import { useResetModels } from '../../src/react/use-reset-models.js';
import { useSuspenseModel } from '../../src/react/use-suspense-model.js';
import { Screen } from './boundary.js';
import { post, readPost, type Post } from './post.js';
import { renderWithModels } from './render.js';
import { gate, setTheStage, settle } from './stage.js';

/** What the components have shown, once each, in the order in which it was committed. */
const shown: string[] = [];
function show(line: string): void {
  if (shown.at(-1) !== line) shown.push(line);
}

function Title({ id }: { readonly id: string }) {
  const { data } = useSuspenseModel(post(id));
  useEffect(() => show(`${id}: ${data.title}`), [id, data]);
  return <h1>{data.title}</h1>;
}

function Plain({ id }: { readonly id: string }) {
  const { data, error } = useModel(post(id));
  return <p>{data?.title ?? error?.message ?? 'pending'}</p>;
}

const title = () => screen.queryByRole('heading')?.textContent;
const isLoading = () => screen.queryByRole('status') !== null;
/** Whether a person would see it: React hides by style what is behind a fallback. */
const isVisible = (element: HTMLElement) => element.style.display !== 'none';

/** Answers of the backend that come when the test says so, by id. */
function holdAnswers() {
  const answers = new Map<string, () => void>();
  const defaultAnswer = readPost.getMockImplementation();
  readPost.mockImplementation(
    (id) =>
      new Promise((resolve) => {
        answers.set(id, () => resolve({ data: { title: `Post ${id}`, comments: [] }, sequenceId: '0' }));
      }),
  );
  if (defaultAnswer) restore = () => void readPost.mockImplementation(defaultAnswer);
  return (id: string) => answers.get(id)?.();
}
let restore: () => void = () => undefined;

describe('What suspends', () => {
  setTheStage({ silent: false });
  afterEach(() => {
    restore();
    shown.splice(0);
  });

  describe('for another model, in a transition', () => {
    function Page() {
      const [id, setId] = useState('1');
      const [isPending, startTransition] = useTransition();
      const to = (next: string) => (
        <button onClick={() => startTransition(() => setId(next))}>{`to ${next}`}</button>
      );
      return (
        <>
          {to('2')}
          {to('3')}
          {isPending && <p role="note">on its way</p>}
          <Screen>
            <Title id={id} />
          </Screen>
        </>
      );
    }

    it('leaves the old screen up, live, until the new one is there', async () => {
      const { client } = renderWithModels(<Page />);
      await settle();
      const answer = holdAnswers();
      fireEvent.click(screen.getByText('to 2'));
      await settle();
      expect(screen.queryByRole('note')).not.toBeNull();
      expect(isLoading()).toBe(false);
      act(() => client.model('posts:1').emit('title.changed', 'New'));
      await settle();
      expect(title()).toBe('New');
      answer('2');
      await settle();
      expect(screen.queryByRole('note')).toBeNull();
      expect(shown).toEqual(['1: Post 1', '1: New', '2: Post 2']);
      expect(client.model('posts:2').calls).toEqual(['prefetch', 'resume']);
    });

    it('starts no more than the sync call of one that is overtaken, and lets go of it', async () => {
      const { client } = renderWithModels(<Page />);
      await settle();
      const answer = holdAnswers();
      fireEvent.click(screen.getByText('to 2'));
      await settle();
      fireEvent.click(screen.getByText('to 3'));
      await settle();
      const overtaken = client.model('posts:2');
      answer('3');
      await settle();
      expect(shown).toEqual(['1: Post 1', '3: Post 3']);
      answer('2');
      await settle(60_000);
      expect(shown).toEqual(['1: Post 1', '3: Post 3']);
      expect(overtaken.calls).toEqual(['prefetch', 'dispose']);
      expect(readPost.mock.calls).toEqual([['1'], ['2'], ['3']]);
    });
  });

  it('leaves the old screen up for a deferred value, without a frame of the wrong data', async () => {
    function Deferred() {
      const [id, setId] = useState('1');
      const deferred = useDeferredValue(id);
      return (
        <>
          <button onClick={() => setId('2')}>to 2</button>
          <p>{deferred === id ? 'current' : 'behind'}</p>
          <Screen>
            <Title id={deferred} />
          </Screen>
        </>
      );
    }
    renderWithModels(<Deferred />);
    await settle();
    const answer = holdAnswers();
    fireEvent.click(screen.getByText('to 2'));
    await settle();
    expect([screen.getByRole('paragraph').textContent, title(), isLoading()]).toEqual([
      'behind',
      'Post 1',
      false,
    ]);
    answer('2');
    await settle();
    expect([screen.getByRole('paragraph').textContent, title()]).toEqual(['current', 'Post 2']);
    expect(shown).toEqual(['1: Post 1', '2: Post 2']);
  });

  describe('beside another component', () => {
    function Slow({ by }: { readonly by: ReturnType<typeof gate> }) {
      by.wait();
      return <p>slow</p>;
    }

    it('reads meanwhile, and is there when the other one is, after one sync call', async () => {
      const other = gate();
      const { client } = renderWithModels(
        <Screen>
          <Title id="1" />
          <Slow by={other} />
        </Screen>,
      );
      await settle(30_000);
      expect(isLoading()).toBe(true);
      expect(client.model('posts:1').calls).toEqual(['prefetch']);
      other.open();
      await settle();
      expect(title()).toBe('Post 1');
      expect(client.model('posts:1').calls).toEqual(['prefetch', 'resume']);
    });

    it('is there, after one more sync call at most, when the other one took longer than it is kept', async () => {
      const other = gate();
      const { client } = renderWithModels(
        <Screen>
          <Title id="1" />
          <Slow by={other} />
        </Screen>,
      );
      await settle(120_000);
      expect(client.models.size).toBe(0);
      other.open();
      await settle();
      expect(title()).toBe('Post 1');
      expect(readPost).toHaveBeenCalledTimes(2);
    });

    it('starts nothing for a hook that does not suspend, until the boundary shows it', async () => {
      const other = gate();
      const { client } = renderWithModels(
        <Screen>
          <Plain id="1" />
          <Slow by={other} />
        </Screen>,
      );
      await settle(30_000);
      expect(client.created).toBe(0);
      other.open();
      await settle();
      expect(screen.getByText('Post 1')).toBeDefined();
      expect(readPost).toHaveBeenCalledTimes(1);
    });

    it('goes on behind the fallback when the other one suspends later, and shows what came meanwhile', async () => {
      const other = gate();
      const tree = (isSlow: boolean) => (
        <Screen>
          <Title id="1" />
          <Plain id="1" />
          {isSlow && <Slow by={other} />}
        </Screen>
      );
      const { client, rerender } = renderWithModels(tree(false));
      await settle();
      rerender(tree(true));
      expect(isLoading()).toBe(true);
      expect(isVisible(screen.getByText('Post 1', { selector: 'h1' }))).toBe(false);
      await settle(60_000);
      act(() => client.model('posts:1').emit('title.changed', 'Meanwhile'));
      await settle();
      other.open();
      await settle();
      expect(screen.getAllByText('Meanwhile').map(isVisible)).toEqual([true, true]);
      expect(client.model('posts:1').calls).toEqual(['prefetch', 'resume']);
      expect(client.model('posts:1').listenerCount).toBe(1);
    });
  });

  describe('beside an error', () => {
    function Fragile({ isBroken }: { readonly isBroken: boolean }) {
      if (isBroken) throw new Error('broken');
      return null;
    }
    const tree = (isBroken: boolean, children: ReactNode) => (
      <Screen>
        {children}
        <Fragile isBroken={isBroken} />
      </Screen>
    );

    it('of the first render, starts nothing where it does not suspend', async () => {
      const { client } = renderWithModels(tree(true, <Plain id="1" />));
      await settle(60_000);
      expect(screen.getByRole('alert').textContent).toBe('broken');
      expect(client.created).toBe(0);
    });

    it('of the first render, is let go of where it does', async () => {
      const { client } = renderWithModels(tree(true, <Title id="1" />));
      await settle(60_000);
      expect(client.models.size).toBe(0);
      expect(vi.getTimerCount()).toBe(0);
    });

    it('that comes later, is paused and then let go of; a reset in time brings it back as it was', async () => {
      const both = (
        <>
          <Title id="1" />
          <Plain id="1" />
        </>
      );
      const { client, rerender } = renderWithModels(tree(false, both), { pauseAfter: 1_000, gcTime: 10_000 });
      await settle();
      rerender(tree(true, both));
      await settle(1_000);
      const model = client.model('posts:1');
      expect(model.getSnapshot().pausedReason).toBe('unused');
      rerender(tree(false, both));
      fireEvent.click(screen.getByText('Reset'));
      expect(screen.getAllByText('Post 1')).toHaveLength(2);
      expect(isLoading()).toBe(false);
      expect(readPost).toHaveBeenCalledTimes(1);
      rerender(tree(true, both));
      await settle(10_000);
      expect(model.calls.at(-1)).toBe('dispose');
      expect(client.models.size).toBe(0);
    });
  });

  describe('on a model that cannot be read', () => {
    const failOnce = () => readPost.mockRejectedValueOnce(new Error('503'));
    function Resettable({ children }: { readonly children: ReactNode }) {
      return <Screen onReset={useResetModels()}>{children}</Screen>;
    }

    it('fails once for all who wait for it in one boundary, and begins anew once for all of them', async () => {
      failOnce();
      renderWithModels(
        <Resettable>
          <Title id="1" />
          <Title id="1" />
        </Resettable>,
      );
      await settle();
      expect(screen.getByRole('alert').textContent).toBe('unable to sync; 503');
      expect(readPost).toHaveBeenCalledTimes(1);
      fireEvent.click(screen.getByText('Reset'));
      await settle();
      expect(screen.getAllByText('Post 1')).toHaveLength(2);
      expect(readPost).toHaveBeenCalledTimes(2);
    });

    it('throws what a component that does not suspend shows, and the reset brings both back', async () => {
      failOnce();
      renderWithModels(
        <>
          <Plain id="1" />
          <Resettable>
            <Title id="1" />
          </Resettable>
        </>,
      );
      await settle();
      expect(screen.getAllByText('unable to sync; 503').map(({ role }) => role)).toHaveLength(2);
      fireEvent.click(screen.getByText('Reset'));
      await settle();
      expect(screen.getAllByText('Post 1')).toHaveLength(2);
      expect(readPost).toHaveBeenCalledTimes(2);
    });
  });

  describe('for a model that is let go of by others', () => {
    it('keeps what it waits for when the last component that showed it leaves, with a `gcTime` of 0', async () => {
      const answer = holdAnswers();
      const tree = (suspends: boolean) => (
        <>
          {!suspends && <Plain id="1" />}
          <Screen>{suspends && <Title id="1" />}</Screen>
        </>
      );
      const { rerender } = renderWithModels(tree(false), { gcTime: 0 });
      await settle();
      rerender(tree(true));
      await settle();
      expect(isLoading()).toBe(true);
      answer('1');
      await settle();
      expect(title()).toBe('Post 1');
      expect(readPost).toHaveBeenCalledTimes(1);
    });

    it('gets a fresh one when somebody disposes of it meanwhile', async () => {
      const answer = holdAnswers();
      const { client } = renderWithModels(
        <>
          <Plain id="1" />
          <Screen>
            <Title id="1" />
          </Screen>
        </>,
      );
      await settle();
      const disposed = client.model('posts:1');
      await act(() => client.release(disposed));
      await settle();
      answer('1');
      await settle();
      expect(screen.getAllByText('Post 1')).toHaveLength(2);
      expect(client.model('posts:1')).not.toBe(disposed);
      expect(client.model('posts:1').getSnapshot().state).toBe('ready');
    });

    it('gets a fresh one that runs for the others too, though React never commits what waits for it', async () => {
      const answer = holdAnswers();
      const never = gate();
      function Never() {
        never.wait();
        return null;
      }
      const first = post('1');
      function Constant() {
        return <p>{useModel(first).data?.title}</p>;
      }
      const { client } = renderWithModels(
        <>
          <Constant />
          <Screen>
            <Title id="1" />
            <Never />
          </Screen>
        </>,
      );
      await settle();
      await act(() => client.release(client.model('posts:1')));
      await settle();
      answer('1');
      await settle();
      expect(screen.getByText('Post 1')).toBeDefined();
      expect(client.model('posts:1').getSnapshot().state).toBe('ready');
    });

    it('neither loops nor lets go too early with a `gcTime` and a `pauseAfter` of 0', async () => {
      const { client, unmount } = renderWithModels(
        <Screen>
          <Title id="1" />
        </Screen>,
        { gcTime: 0, pauseAfter: 0 },
      );
      await settle(120_000);
      expect(title()).toBe('Post 1');
      expect(client.model('posts:1').calls).toEqual(['prefetch', 'resume']);
      expect(readPost).toHaveBeenCalledTimes(1);
      unmount();
      await settle(0);
      expect(client.models.size).toBe(0);
    });
  });

  it('reads a model that the user has paused before it had anything, and leaves it paused', async () => {
    const answer = holdAnswers();
    const { client, rerender } = renderWithModels(<Plain id="1" />);
    await settle();
    const model = client.model('posts:1');
    await act(() => model.pause());
    rerender(
      <>
        <Plain id="1" />
        <Screen>
          <Title id="1" />
        </Screen>
      </>,
    );
    await settle();
    answer('1');
    await settle();
    expect(title()).toBe('Post 1');
    expect(model.getSnapshot()).toMatchObject({ state: 'paused', pausedReason: 'user' });
    await act(() => model.resume());
    expect(model.getSnapshot().state).toBe('ready');
  });

  it('never asks again for what it has, in a tree of boundaries that come and go', async () => {
    const datas = new Set<Post>();
    function Seen({ isDeep }: { readonly isDeep: boolean }) {
      const { data } = useSuspenseModel(post('1'));
      useEffect(() => void datas.add(data), [data]);
      return isDeep ? (
        <Suspense fallback={null}>
          <Title id="1" />
        </Suspense>
      ) : null;
    }
    const tree = (isDeep: boolean) => (
      <Screen>
        <Seen isDeep={isDeep} />
      </Screen>
    );
    const { rerender } = renderWithModels(tree(false));
    await settle();
    for (let turn = 0; turn < 5; turn += 1) rerender(tree(turn % 2 === 0));
    await settle();
    expect(datas.size).toBe(1);
    expect(readPost).toHaveBeenCalledTimes(1);
  });
});
