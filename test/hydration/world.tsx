import { defineModel, ModelsProvider, useModelStatus, type ModelsClient } from 'ably-models-react';
import { StrictMode, useEffect, type ReactNode } from 'react';
import { hydrateRoot } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { expect, onTestFinished, vi } from 'vitest';
import { CHANNEL, openWorld, WAIT } from '../model/world.js';
import { openServerClient } from './post.js';

/**
 * A backend whose state is a list of texts, on a local Ably; and browsers that get their pages from a server.
 *
 * @param isKept false: the channel no longer keeps what was committed first
 */
export async function openSite({ isKept = true } = {}) {
  const world = await openWorld();
  const committed = ['first'];
  if (isKept) world.publish(1, { name: 'added', data: 'first' });
  const read = () => ({ data: [...committed] as readonly string[], sequenceId: String(committed.length) });
  const sync = vi.fn(async () => read());
  const texts = defineModel({
    channelName: CHANNEL,
    sync: () => sync(),
    merge: { added: (state, { data }: { data: string }) => [...state, data] },
  });
  /** @param published false: as one that the channel no longer keeps */
  const commit = (text: string, { published = true } = {}) => {
    committed.push(text);
    if (published) world.publish(committed.length, { name: 'added', data: text });
  };
  const uiOf = (client: ModelsClient, page: ReactNode) => (
    <StrictMode>
      <ModelsProvider client={client}>{page}</ModelsProvider>
    </StrictMode>
  );
  /** On a client of its own, which the server never connects. */
  const render = (page: ReactNode) => {
    // Of layout effects, up to React 18: there is a window here, which no server has.
    const silenced = vi.spyOn(console, 'error').mockReturnValue();
    try {
      return renderToString(uiOf(openServerClient().client, page));
    } finally {
      silenced.mockRestore();
    }
  };

  /** Takes over in a browser what a server has rendered. */
  const hydrate = (html: string, page: ReactNode, client: ModelsClient = world.open().client) => {
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = html;
    const complaints: unknown[] = [];
    for (const method of ['error', 'warn'] as const)
      vi.spyOn(console, method).mockImplementation((...said: unknown[]) => void complaints.push(said));
    const onRecoverableError = (error: unknown) => void complaints.push(error);
    const root = hydrateRoot(container, uiOf(client, page), { onRecoverableError });
    onTestFinished(() => {
      root.unmount();
      container.remove();
      vi.restoreAllMocks();
    });
    const text = () => container.textContent;
    return {
      client,
      container,
      complaints,
      text,
      render: (next: ReactNode) => root.render(uiOf(client, next)),
      shows: (expected: string) => vi.waitFor(() => expect(text()).toBe(expected), WAIT),
    };
  };

  return { ...world, texts, sync, commit, render, hydrate };
}

export type Site = Awaited<ReturnType<typeof openSite>>;

/** Shows how the model has come to the present, and tells each step as it is committed. */
export function Status({ of, steps }: { readonly of: Site['texts']; readonly steps: unknown[] }) {
  const { hydration, isStale } = useModelStatus(of());
  useEffect(() => {
    if (steps.at(-1) !== hydration) steps.push(hydration);
  }, [steps, hydration]);
  return <i>{`${String(hydration)}${isStale ? ', stale' : ''}`}</i>;
}

/** Shows what it is given, and tells it as it is committed. */
export function Shown({ commits, children }: { readonly commits: string[]; readonly children: string }) {
  useEffect(() => {
    if (commits.at(-1) !== children) commits.push(children);
  }, [commits, children]);
  return <b>{children}</b>;
}
