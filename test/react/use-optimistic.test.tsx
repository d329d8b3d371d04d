import { act, screen } from '@testing-library/react';
import { useEffect } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelsError } from '../../src/errors.js';
import { useModel } from '../../src/react/use-model.js';
import { useOptimistic, type UseOptimisticResult } from '../../src/react/use-optimistic.js';
import type { RetrySend, SendContext } from '../../src/store/send-mutation.js';
import { FakeClient } from './fake-client.js';
import { post, readPost, type Comment } from './post.js';
import { renderWithModels } from './render.js';

type CommentAdded = { readonly name: 'comment.added'; readonly data: Comment };
type Hook = UseOptimisticResult<CommentAdded, [text: string]>;

/** A backend whose answers the test gives. */
function fakeBackend() {
  const calls: (SendContext<CommentAdded> & { answer: () => void; fail: (error: unknown) => void })[] = [];
  const send = vi.fn(
    (context: SendContext<CommentAdded>) =>
      new Promise<void>((answer, fail) => calls.push({ ...context, answer, fail })),
  );
  return {
    send,
    call: (index: number) => {
      const call = calls[index];
      if (call === undefined) throw new Error(`send was called ${String(calls.length)} times`);
      return call;
    },
  };
}

describe('useOptimistic', () => {
  beforeEach(() =>
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    }),
  );
  afterEach(() => {
    vi.useRealTimers();
    readPost.mockClear();
  });
  const settle = (ms = 100) => act(() => vi.advanceTimersByTimeAsync(ms));

  interface SetUp {
    readonly id?: string;
    readonly timeout?: number;
    readonly retry?: RetrySend;
  }
  async function setUp({ id = '1', timeout, retry }: SetUp = {}) {
    const backend = fakeBackend();
    const hook: { current: Hook } = { current: undefined as never };
    function Editor({ model }: { readonly model: string }) {
      const result = useOptimistic(post(model), {
        event: (text: string) => ({ name: 'comment.added', data: { id: text, text } }),
        send: backend.send,
        ...(timeout !== undefined && { timeout }),
        ...(retry !== undefined && { retry }),
      });
      useEffect(() => {
        hook.current = result;
      });
      return null;
    }
    function Comments({ model }: { readonly model: string }) {
      const { data } = useModel(post(model), {
        select: ({ comments }) => comments.map(({ text }) => text).join(),
      });
      return <p>{data}</p>;
    }
    const ui = (model: string) => (
      <>
        <Editor model={model} />
        <Comments model={model} />
      </>
    );
    const rendered = renderWithModels(ui(id), { pauseAfter: 1_000, gcTime: 5_000 });
    await settle();
    return {
      ...rendered,
      show: (model: string) => rendered.rerender(ui(model)),
      hook,
      ...backend,
      model: rendered.client.model('posts:1'),
      shown: () => screen.getByRole('paragraph').textContent,
      stages: (index = 0) => hook.current.pending[index]?.steps.map(({ stage }) => stage),
      ended: () => hook.current.settled.at(-1)?.steps.map(({ stage }) => stage),
    };
  }

  it('shows the change in the same tick and hands it to `send` with its mutation id', async () => {
    const { hook, shown, call, stages } = await setUp();
    act(() => hook.current.mutate('hello'));
    expect(shown()).toBe('hello');
    expect(call(0).event).toEqual({ name: 'comment.added', data: { id: 'hello', text: 'hello' } });
    expect(call(0).mutationId).toBe(hook.current.pending[0]?.mutationId);
    expect(hook.current.isPending).toBe(true);
    expect(stages()).toEqual(['applied']);
  });

  it('goes from applied over acknowledged to confirmed, each with its time', async () => {
    const { hook, model, shown, call, stages } = await setUp();
    let confirmed: unknown;
    act(() => void hook.current.mutateAsync('hello').then((mutation) => (confirmed = mutation)));
    const appliedAt = Date.now();
    await settle(20);
    call(0).answer();
    await settle(20);
    expect(stages()).toEqual(['applied', 'acknowledged']);
    const { mutationId, event } = call(0);
    act(() => model.emit(event.name, event.data, { mutationId }));
    await settle(20);
    expect(hook.current).toMatchObject({ pending: [], isPending: false, error: undefined });
    expect(hook.current.settled).toEqual([confirmed]);
    expect(confirmed).toMatchObject({
      mutationId,
      stage: 'confirmed',
      steps: [
        { stage: 'applied', at: appliedAt },
        { stage: 'acknowledged', at: appliedAt + 20 },
        { stage: 'confirmed', at: appliedAt + 40 },
      ],
    });
    expect(shown()).toBe('hello');
  });

  it('is confirmed by a confirmation that comes before the response, whatever becomes of that', async () => {
    const { hook, model, shown, call, ended } = await setUp();
    act(() => hook.current.mutate('hello'));
    const { mutationId, event } = call(0);
    act(() => model.emit(event.name, event.data, { mutationId }));
    await settle();
    call(0).fail(new Error('the response was lost'));
    await settle();
    expect(ended()).toEqual(['applied', 'confirmed']);
    expect(hook.current.error).toBeUndefined();
    expect(call(0).signal.aborted).toBe(false);
    expect(shown()).toBe('hello');
  });

  it('takes the change back when `send` fails, and tells why', async () => {
    const { hook, shown, call, ended } = await setUp();
    const cause = new Error('403');
    act(() => hook.current.mutate('hello'));
    call(0).fail(cause);
    await settle();
    expect(shown()).toBe('');
    expect(ended()).toEqual(['applied', 'failed']);
    expect(hook.current.error).toMatchObject({
      code: 'send-failed',
      message: 'unable to send the mutation "comment.added"; 403',
      cause,
    });
    expect(hook.current.settled.at(-1)?.error).toBe(hook.current.error);
  });

  it('takes the change back when `send` throws at once', async () => {
    const { hook, send, ended } = await setUp();
    send.mockImplementationOnce(() => {
      throw new Error('no network');
    });
    act(() => hook.current.mutate('hello'));
    await settle();
    expect(ended()).toEqual(['applied', 'failed']);
  });

  it('takes the change back when the backend rejects it', async () => {
    const { hook, model, shown, call, ended } = await setUp();
    act(() => hook.current.mutate('hello'));
    const { mutationId, event } = call(0);
    act(() => model.emit(event.name, event.data, { mutationId, rejected: true }));
    await settle();
    expect(shown()).toBe('');
    expect(ended()).toEqual(['applied', 'rejected']);
    expect(hook.current.error?.code).toBe('mutation-rejected');
  });

  it('takes the change back and aborts the sending when nobody confirms it in time', async () => {
    const { hook, shown, call, ended } = await setUp({ timeout: 500 });
    act(() => hook.current.mutate('hello'));
    await settle(499);
    expect(shown()).toBe('hello');
    await settle(50);
    expect(shown()).toBe('');
    expect(ended()).toEqual(['applied', 'timed-out']);
    expect(call(0).signal.reason).toBe(hook.current.error);
  });

  it('takes back and aborts the one that is cancelled, and only that one', async () => {
    const { hook, shown, call, ended } = await setUp();
    act(() => {
      hook.current.mutate('one');
      hook.current.mutate('two');
    });
    expect(shown()).toBe('one,two');
    act(() => hook.current.pending[0]?.cancel());
    await settle();
    expect(shown()).toBe('two');
    expect([call(0).signal.aborted, call(1).signal.aborted]).toEqual([true, false]);
    expect(ended()).toEqual(['applied', 'cancelled']);
    expect(hook.current.pending).toHaveLength(1);
  });

  it('rejects the promise of what is not confirmed, and leaves `mutate` without an unhandled rejection', async () => {
    const { hook, call } = await setUp();
    const outcome = vi.fn();
    act(() => void hook.current.mutateAsync('one').catch(outcome));
    act(() => hook.current.mutate('two'));
    call(0).fail(new Error('500'));
    call(1).fail(new Error('500'));
    await settle();
    expect(outcome.mock.lastCall?.[0]).toBeInstanceOf(ModelsError);
  });

  it('forgets the error with the next mutation, and all that has ended with `reset`', async () => {
    const { hook, call } = await setUp();
    act(() => hook.current.mutate('one'));
    call(0).fail(new Error('500'));
    await settle();
    act(() => hook.current.mutate('two'));
    expect(hook.current.error).toBeUndefined();
    call(1).fail(new Error('500'));
    await settle();
    act(() => hook.current.mutate('three'));
    act(() => hook.current.reset());
    expect(hook.current).toMatchObject({ settled: [], error: undefined, pending: [{ stage: 'applied' }] });
  });

  it.each<[string, (hook: Pick<Hook, 'mutate' | 'reset'>) => void]>([
    ['reset', ({ reset }) => reset()],
    ['the next mutation', ({ mutate }) => mutate('again')],
  ])('tells an error once to an effect that answers it with %s', async (_, answer) => {
    const toasts: string[] = [];
    const send = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('500'));
    function Editor() {
      const { error, mutate, reset } = useOptimistic(post('1'), {
        event: (text: string) => ({ name: 'comment.added', data: { id: text, text } }),
        send,
      });
      useEffect(() => {
        if (error === undefined) return;
        toasts.push(error.code);
        answer({ mutate, reset });
      }, [error, mutate, reset]);
      return <button onClick={() => mutate('hello')}>{error?.code}</button>;
    }
    renderWithModels(<Editor />);
    await settle();
    act(() => screen.getByRole('button').click());
    await settle();
    expect(toasts).toEqual(['send-failed']);
    expect(screen.getByRole('button').textContent).toBe('');
  });

  it('keeps no more than twenty that have ended', async () => {
    const { hook, model, send } = await setUp();
    send.mockResolvedValue();
    for (let mutation = 0; mutation < 25; mutation += 1) {
      act(() => hook.current.mutate(String(mutation)));
      const { mutationId, event } = hook.current.pending[0] ?? expect.unreachable();
      act(() => model.emit(event.name, event.data, { mutationId }));
      await settle();
    }
    expect(hook.current.settled.map(({ event }) => event.data.text)).toEqual(
      Array.from({ length: 20 }, (_, index) => String(index + 5)),
    );
  });

  it('goes on without its component: the model runs until the mutation has ended', async () => {
    const { hook, unmount, model, call } = await setUp();
    const outcome = vi.fn();
    act(() => void hook.current.mutateAsync('hello').then(outcome));
    unmount();
    await settle(60_000);
    expect(model.calls).toEqual(['sync']);
    const { mutationId, event } = call(0);
    model.emit(event.name, event.data, { mutationId });
    await settle(0);
    expect(outcome).toHaveBeenCalledTimes(1);
    await settle(5_000);
    expect(model.calls).toEqual(['sync', 'pause', 'dispose']);
  });

  it('lists the mutations of the model that it shows, not those of the one before', async () => {
    const { hook, show } = await setUp();
    act(() => hook.current.mutate('hello'));
    show('2');
    expect(hook.current.pending).toEqual([]);
    await settle();
    act(() => hook.current.mutate('on two'));
    expect(screen.getByRole('paragraph').textContent).toBe('on two');
  });

  it('keeps `mutate`, `mutateAsync` and `reset` from render to render', async () => {
    const { hook, show } = await setUp();
    const { mutate, mutateAsync, reset } = hook.current;
    show('1');
    act(() => hook.current.mutate('hello'));
    expect(hook.current).toMatchObject({ mutate, mutateAsync, reset });
  });

  it('can be used by the effect of a child, which runs before its own', async () => {
    const client = new FakeClient();
    const sent: string[] = [];
    function Child({ visited }: { readonly visited: (id: string) => void }) {
      useEffect(() => visited('x'), [visited]);
      return null;
    }
    function Parent() {
      const { mutate } = useOptimistic(post('1'), {
        event: (id: string) => ({ name: 'title.changed', data: id }),
        send: ({ event }) => void sent.push(event.data),
      });
      return <Child visited={mutate} />;
    }
    renderWithModels(<Parent />, { client });
    await settle();
    // StrictMode runs effects twice.
    expect(sent).toEqual(['x', 'x']);
  });

  it.each<[string, () => { readonly name: string }]>([
    ['that has no name', () => ({ name: '' })],
    [
      'that cannot be made',
      () => {
        throw new Error('no text');
      },
    ],
  ])('tells in `error` of an event %s, and sends and shows nothing', async (_, event) => {
    const send = vi.fn();
    let hook: { readonly mutate: () => void; readonly mutateAsync: () => Promise<unknown> } | undefined;
    function Editor() {
      const result = useOptimistic(
        { channelName: 'c', sync: () => Promise.resolve({ data: 0, sequenceId: 0 }), merge: (n) => n + 1 },
        { event, send },
      );
      useEffect(() => {
        hook = result;
      });
      return <p>{`${result.error?.code ?? ''} ${String(result.pending.length)}`}</p>;
    }
    const { client } = renderWithModels(<Editor />);
    await settle();
    act(() => hook?.mutate());
    await settle();
    expect(screen.getByRole('paragraph').textContent).toBe('event-invalid 0');
    await expect(act(() => hook?.mutateAsync())).rejects.toMatchObject({ code: 'event-invalid' });
    expect(send).not.toHaveBeenCalled();
    expect(client.model('c').getSnapshot().pendingCount).toBe(0);
  });

  it('takes the event itself where none is made', async () => {
    function Editor() {
      const { mutate } = useOptimistic(post('1'), { send: () => undefined });
      return <button onClick={() => mutate({ name: 'title.changed', data: 'New' })} />;
    }
    const { client } = renderWithModels(<Editor />);
    await settle();
    act(() => screen.getByRole('button').click());
    expect(client.model('posts:1').getSnapshot().optimistic).toMatchObject({ title: 'New' });
    await settle();
  });

  describe('with `retry`', () => {
    it('sends again after 1 s, 2 s, 4 s, …, under the same mutation id, and is pending meanwhile', async () => {
      const { hook, send, call, stages } = await setUp({ retry: 3 });
      act(() => hook.current.mutate('hello'));
      for (const [failures, wait] of [1_000, 2_000, 4_000].entries()) {
        call(failures).fail(new Error('503'));
        await settle(wait - 1);
        expect(send).toHaveBeenCalledTimes(failures + 1);
        await settle(1);
        expect(send).toHaveBeenCalledTimes(failures + 2);
        expect(call(failures + 1).mutationId).toBe(call(0).mutationId);
      }
      expect(stages()).toEqual(['applied']);
      call(3).answer();
      await settle();
      expect(stages()).toEqual(['applied', 'acknowledged']);
    });

    it('waits no longer than 30 s', async () => {
      const { hook, send } = await setUp({ retry: Infinity });
      send.mockRejectedValue(new Error('503'));
      act(() => hook.current.mutate('hello'));
      await settle(61_000);
      expect(send).toHaveBeenCalledTimes(7);
      await settle(30_000);
      expect(send).toHaveBeenCalledTimes(8);
    });

    it('fails with what the last one failed with', async () => {
      const { hook, send, call, ended } = await setUp({ retry: 1 });
      act(() => hook.current.mutate('hello'));
      call(0).fail(new Error('first'));
      await settle(1_000);
      call(1).fail(new Error('second'));
      await settle(60_000);
      expect(ended()).toEqual(['applied', 'failed']);
      expect(hook.current.error?.message).toContain('second');
      expect(send).toHaveBeenCalledTimes(2);
    });

    it('asks a function, with the tries that failed before and what `send` threw', async () => {
      const cause = new Error('503');
      const retry = vi.fn((failureCount: number) => failureCount < 1);
      const { hook, send, ended } = await setUp({ retry });
      send.mockRejectedValue(cause);
      act(() => hook.current.mutate('hello'));
      await settle(60_000);
      expect(retry.mock.calls).toEqual([
        [0, cause],
        [1, cause],
      ]);
      expect(ended()).toEqual(['applied', 'failed']);
    });

    it('fails where the function throws', async () => {
      const { hook, call } = await setUp({
        retry: () => {
          throw new Error('no idea');
        },
      });
      act(() => hook.current.mutate('hello'));
      call(0).fail(new Error('503'));
      await settle();
      expect(hook.current.error).toMatchObject({
        code: 'send-failed',
        message: expect.stringContaining('no idea') as string,
      });
    });

    it('tries nothing again by default', async () => {
      const { hook, send } = await setUp();
      send.mockRejectedValue(new Error('503'));
      act(() => hook.current.mutate('hello'));
      await settle(60_000);
      expect(send).toHaveBeenCalledTimes(1);
    });

    it.each<[string, (world: Awaited<ReturnType<typeof setUp>>) => void]>([
      ['the time is up', () => undefined],
      ['it is cancelled', ({ hook }) => act(() => hook.current.pending[0]?.cancel())],
      [
        'it is confirmed',
        ({ model, call }) => {
          const { event, mutationId } = call(0);
          act(() => model.emit(event.name, event.data, { mutationId }));
        },
      ],
    ])('ends with its timer when %s', async (_, end) => {
      const world = await setUp({ retry: 9, timeout: 500 });
      act(() => world.hook.current.mutate('hello'));
      world.call(0).fail(new Error('503'));
      await settle(10);
      end(world);
      await settle(700);
      expect(vi.getTimerCount()).toBe(0);
      await settle(5_000);
      expect(world.send).toHaveBeenCalledTimes(1);
      expect(world.hook.current).toMatchObject({ pending: [], settled: [{ steps: { length: 2 } }] });
    });

    it('does not begin anew with what fails after the end', async () => {
      const retry = vi.fn(() => true);
      const { hook, call, send } = await setUp({ retry });
      act(() => hook.current.mutate('hello'));
      act(() => hook.current.pending[0]?.cancel());
      await settle();
      call(0).fail(new Error('aborted'));
      await settle(60_000);
      expect(retry).not.toHaveBeenCalled();
      expect(send).toHaveBeenCalledTimes(1);
    });

    it.each([-1, NaN, '3', true])('tells in `error` of %s, and sends nothing', async (retry) => {
      const { hook, send } = await setUp({ retry: retry as number });
      act(() => hook.current.mutate('hello'));
      await settle();
      expect(hook.current).toMatchObject({ error: { code: 'invalid-options' }, pending: [] });
      expect(send).not.toHaveBeenCalled();
    });
  });

  it('tells in `error` that there can be no such model', async () => {
    function Editor() {
      const { mutate, error } = useOptimistic({ ...post('1'), channelName: 3 } as never, {
        send: () => undefined,
      });
      return <button onClick={() => mutate({} as never)}>{error?.code}</button>;
    }
    renderWithModels(<Editor />);
    await settle();
    act(() => screen.getByRole('button').click());
    await settle();
    expect(screen.getByRole('button').textContent).toBe('invalid-options');
  });
});
