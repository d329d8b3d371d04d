import { act, render, screen } from '@testing-library/react';
import { Activity, memo, useRef } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, inject, it, vi } from 'vitest';
import type { ChangeEvent } from '../../src/model/event.js';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModels } from '../../src/react/use-models.js';
import type { VisibilitySource } from '../../src/store/page-visibility.js';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';
import { FakeClient } from './fake-client.js';
import { post } from './post.js';
import { renderWithModels } from './render.js';
import { setTheStage, settle } from './stage.js';

describe('The read path of the hooks', () => {
  setTheStage();
  beforeEach(() => void vi.stubGlobal('IntersectionObserver', FakeIntersectionObserver));
  afterEach(() => void vi.unstubAllGlobals());

  /** Lets effects and microtasks run, and no time pass. */
  const now = () => act(() => Promise.resolve());

  function Card({ id = '1', enabled = true }: { readonly id?: string; readonly enabled?: boolean }) {
    const ref = useRef<HTMLElement>(null);
    const { data } = useModel(post(id), { visibility: ref, enabled });
    return (
      <article ref={ref} data-testid="card">
        {data?.title}
      </article>
    );
  }
  const scroll = (isInView: boolean) =>
    act(() => FakeIntersectionObserver.report([screen.getByTestId('card'), isInView]));

  it('goes by the grace of who is there, and not of who has left', async () => {
    const client = new FakeClient();
    let state: ReturnType<VisibilitySource['getState']> = 'visible';
    const listeners = new Set<() => void>();
    const page: VisibilitySource = {
      getState: () => state,
      subscribe(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    };
    const Title = () => <p>{useModel(post('1')).data?.title}</p>;
    const within = (pauseAfter: number) => (
      <ModelsProvider client={client} pauseAfter={pauseAfter} visibilitySource={page}>
        <Title />
      </ModelsProvider>
    );
    const ui = (hasFirst: boolean) => (
      <>
        {hasFirst && within(100)}
        {within(60_000)}
      </>
    );
    const { rerender } = render(ui(true));
    await settle();
    rerender(ui(false));
    await settle();
    act(() => {
      state = 'hidden';
      for (const listener of [...listeners]) listener();
    });
    await settle(5_000);
    expect(client.model('posts:1').getSnapshot().state).toBe('ready');
  });

  it('begins with another model at once where the element is in view', async () => {
    const { client, rerender } = renderWithModels(<Card id="1" />);
    scroll(true);
    await settle();
    rerender(<Card id="2" />);
    await now();
    expect(client.model('posts:2').calls).toEqual(['sync']);
  });

  it('does not attach what was scrolled away while it was disabled', async () => {
    const { client, rerender } = renderWithModels(<Card />, { pauseAfter: 100, gcTime: 1_000 });
    scroll(true);
    await settle();
    rerender(<Card enabled={false} />);
    await settle(5_000);
    scroll(false);
    rerender(<Card enabled />);
    await now();
    expect(client.model('posts:1').calls).toEqual([]);
  });

  it('renders nothing once more after hydration where nothing is another', async () => {
    const onRender = vi.fn();
    const One = () => {
      onRender();
      return <p>{useModel(post('1'), { enabled: false }).state}</p>;
    };
    const ui = () => (
      <ModelsProvider client={new FakeClient()}>
        <One />
      </ModelsProvider>
    );
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = renderToString(ui());
    onRender.mockClear();
    render(ui(), { container, hydrate: true });
    await settle();
    expect(onRender).toHaveBeenCalledTimes(1);
  });

  it('comes to rest with a list that has one model twice, once as it cannot be', async () => {
    const make = (isValid: boolean) => ({
      channelName: 'one',
      sync: (isValid ? () => Promise.resolve({ data: 'x', sequenceId: '0' }) : 5) as () => Promise<{
        data: string;
        sequenceId: string;
      }>,
      merge: (state: string, _event: ChangeEvent) => state,
    });
    function List({ of }: { readonly of: readonly boolean[] }) {
      return <p>{useModels(of.map(make)).map(({ state }) => `${state} `)}</p>;
    }
    const { rerender } = renderWithModels(<List of={[true]} />);
    await settle();
    rerender(<List of={[false, true]} />);
    await settle();
    expect(screen.getByRole('paragraph').textContent).toContain('ready');
  });

  it.runIf(inject('reactMajor') === 19)(
    'brings the model that runs, also after the one before was let go',
    async () => {
      let model: unknown;
      const Title = memo(function Title() {
        const result = useModel(post('1'), { select: ({ title }) => title });
        model = result.model;
        return <p>{result.data}</p>;
      });
      const Other = () => <i>{useModel(post('1')).state}</i>;
      const ui = (mode: 'hidden' | 'visible', hasOther: boolean) => (
        <>
          <Activity mode={mode}>
            <Title />
          </Activity>
          {hasOther && <Other />}
        </>
      );
      const { client, rerender } = renderWithModels(ui('visible', false), { pauseAfter: 100, gcTime: 1_000 });
      await settle();
      rerender(ui('hidden', false));
      await settle(5_000);
      rerender(ui('hidden', true));
      await settle();
      rerender(ui('visible', true));
      await settle();
      expect(model).toBe(client.model('posts:1'));
    },
  );

  it('has its model after the first commit, also out of view', async () => {
    let model: unknown;
    function Hidden() {
      const ref = useRef<HTMLElement>(null);
      model = useModel(post('1'), { visibility: ref }).model;
      return <article ref={ref} />;
    }
    const { client } = renderWithModels(<Hidden />);
    await settle();
    expect(model).toBe(client.model('posts:1'));
  });
});
