import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { createTestModels, type TestModels, type TestModelsOptions } from 'ably-models-react/testing';
import { Comments, type Post } from './comments.js';

export const hello: Post = { title: 'Hello', comments: [] };
export const comment = (text: string) => ({ id: text, text });

/**
 * Nothing may be told on the console.
 *
 * @param hasGlobals whether Testing Library found global hooks, as in Jest, and has React tell of each update that no
 *   `act` was around. Without, nobody says that this is a test
 */
export function setTheStage(hasGlobals = true): void {
  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', hasGlobals || undefined);
    for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
  });
  afterEach(() => {
    const said = [console.error, console.warn].flatMap((method) => vi.mocked(method).mock.calls);
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    expect(said).toEqual([]);
  });
}

/**
 * The comments of a post on screen, and the channel of it.
 *
 * @param before what happens before the first component mounts
 */
export async function openPost(options?: TestModelsOptions, before?: (models: TestModels) => unknown) {
  const models = createTestModels({ 'posts:1': hello }, options);
  await before?.(models);
  const send = vi.fn(() => Promise.resolve());
  const page = render(<Comments send={send} />, { wrapper: models.wrapper, reactStrictMode: true });
  await models.settle();
  return { ...page, models, send, channel: models.channel('posts:1') };
}

export const comments = () => screen.queryAllByRole('listitem').map(({ textContent }) => textContent);
export const title = () => screen.getByRole('heading').textContent;
/** Of the latest mutation. */
export const status = () => screen.getByRole('status').textContent;
/** Of the model and its connection. */
export const note = () => screen.getByRole('note').textContent;

export const write = (text: string) => userEvent.type(screen.getByLabelText('Comment'), `${text}{Enter}`);

export const fakeTimers = { toFake: ['setTimeout', 'clearTimeout', 'Date'] } as const satisfies Parameters<
  typeof vi.useFakeTimers
>[0];
/** Lets so many ms pass, and what comes with them be rendered. */
export const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
