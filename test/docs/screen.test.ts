import { screen } from './stage.js';
import { act, cleanup, render } from '@testing-library/react';
import { defineModel, ModelsProvider, ModelVisibility, useModel, useModelStatus } from 'ably-models-react';
import { createTestModels } from 'ably-models-react/testing';
import { cloneElement, createElement, type ReactElement } from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { FakeIntersectionObserver } from '../store/fake-intersection-observer.js';
import { WAIT } from '../wait.js';
import { storiesOf } from './run-blocks.js';

const { story, all } = storiesOf('docs/screen.md', { 'react/jsx-runtime': jsxRuntime });

const card = defineModel({
  channelName: (id: string) => `cards:${id}`,
  sync: async () => ({ data: '', sequenceId: '0' }),
  merge: { 'card.set': (_, { data }: { data: string }) => data },
});

function Card({ id }: { readonly id: string }) {
  const { data } = useModel(card(id));
  const { state, pausedReason } = useModelStatus(card(id));
  return createElement('p', null, [data, state, pausedReason].filter(Boolean).join(' '));
}

const shown = () => [...document.querySelectorAll('li > p')].map(({ textContent }) => textContent);

describe('In the document on what the screen decides', () => {
  story(['ModelVisibility as="li"'], 'a card holds a channel while it is in view', async (run) => {
    Object.assign(document.defaultView as object, { IntersectionObserver: FakeIntersectionObserver });
    const ids = ['1', '2'];
    const models = createTestModels({ 'cards:1': 'One', 'cards:2': 'Two' }, { pauseAfter: 0 });
    onTestFinished(models.expectNoLeaks);
    const { default: list } = (await run({ ids, ModelVisibility, Card })) as { default: ReactElement };
    render(list, { wrapper: models.wrapper, reactStrictMode: true });
    const [one, two] = ids.map((id) => models.channel(`cards:${id}`));
    const scroll = (...areInView: readonly boolean[]) => {
      const items = [...document.querySelectorAll('li')];
      act(() =>
        FakeIntersectionObserver.report(...items.map((item, at) => [item, areInView[at] === true] as const)),
      );
    };

    scroll(true, false);
    await vi.waitFor(() => expect(shown()).toEqual(['One ready', 'initialized']), WAIT);
    expect([one?.attachments, two?.attachments]).toEqual([1, 0]);
    scroll(false, true);
    await vi.waitFor(() => expect(shown()).toEqual(['One paused out-of-view', 'Two ready']), WAIT);
    expect([one?.attachments, two?.attachments]).toEqual([0, 1]);

    await one?.emit('card.set', 'Another');
    // What it missed is in the channel: it asks for no state.
    one?.serve('Synced');
    scroll(true, true);
    await vi.waitFor(() => expect(shown()).toEqual(['Another ready', 'Two ready']), WAIT);
  });

  story(
    ['AppState'],
    'an application in the background pauses, and goes on in the foreground',
    async (run) => {
      const listeners = new Set<() => void>();
      const AppState = {
        currentState: 'active',
        addEventListener(_: 'change', listener: () => void) {
          listeners.add(listener);
          return { remove: () => void listeners.delete(listener) };
        },
      };
      const { client, channel, expectNoLeaks } = createTestModels({ 'cards:1': 'One' });
      onTestFinished(expectNoLeaks);
      const { default: provider } = (await run({ AppState, ModelsProvider, client })) as {
        default: ReactElement;
      };
      render(cloneElement(provider, undefined, createElement(Card, { id: '1' })), { reactStrictMode: true });
      const change = (state: string) => {
        AppState.currentState = state;
        act(() => listeners.forEach((listener) => listener()));
      };
      await screen.findByText('One ready');
      change('inactive');
      expect(screen.getByText('One ready')).toBeDefined();
      change('background');
      await screen.findByText('One paused page-hidden');
      expect(channel('cards:1').attachments).toBe(0);
      change('active');
      await screen.findByText('One ready');
      cleanup();
      expect(listeners.size).toBe(0);
    },
  );

  all();
});
