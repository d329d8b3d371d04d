// @vitest-environment node
import './page-in-node.js';
import { defineModel, ModelsProvider, useModel, useModelStatus, useSuspenseModel } from 'ably-models-react';
import { dehydrate, HydrateModels, prefetchModel, type HydrateModelsProps } from 'ably-models-react/server';
import { StrictMode, type ReactElement } from 'react';
import * as ReactDOM from 'react-dom';
import { renderToString } from 'react-dom/server';
import { expect, it, onTestFinished, vi } from 'vitest';
import { openServerClient } from '../hydration/post.js';
import { CHANNEL, openWorld, WAIT } from '../model/world.js';

/** What React 17 has, and the types of React 19 no longer know. */
interface ReactDOM17 {
  readonly hydrate: (ui: ReactElement, container: Element) => void;
  readonly unmountComponentAtNode: (container: Element) => boolean;
}
const dom = ReactDOM as unknown as ReactDOM17;

it('React 17 hydrates what a server has read, and shows what was committed since', async () => {
  const world = await openWorld();
  const { client } = world.open();
  const sync = vi.fn(async () => ({ data: ['first'] as readonly string[], sequenceId: '1' }));
  world.publish('1', { name: 'added', data: 'first' });
  const texts = defineModel({
    channelName: CHANNEL,
    sync: () => sync(),
    merge: { added: (state, { data }: { data: string }) => [...state, data] },
  });
  function Texts() {
    const { data } = useModel(texts());
    const { data: awaited } = useSuspenseModel(texts());
    const { hydration } = useModelStatus(texts());
    return <b>{[...(data ?? []), awaited.length, hydration].join()}</b>;
  }
  const page = (of: typeof client, props: HydrateModelsProps) => (
    <StrictMode>
      <ModelsProvider client={of}>
        <HydrateModels id="texts" {...props}>
          <Texts />
        </HydrateModels>
      </ModelsProvider>
    </StrictMode>
  );
  const complaints = vi.spyOn(console, 'error').mockReturnValue();
  const state = dehydrate(await prefetchModel(texts()));
  const container = document.body.appendChild(document.createElement('div'));
  container.innerHTML = renderToString(page(openServerClient().client, { state }));
  expect(container.textContent).toContain('first,1,hydrated');
  // Of layout effects: there is a window here, which no server has.
  complaints.mockClear();
  world.publish('2', { name: 'added', data: 'second' });
  dom.hydrate(page(client, {}), container);
  onTestFinished(() => {
    dom.unmountComponentAtNode(container);
    container.remove();
    vi.restoreAllMocks();
  });
  const shown = () => container.querySelector('b')?.textContent;
  expect(shown()).toBe('first,1,hydrated');
  await vi.waitFor(() => expect(shown()).toBe('first,second,2,replayed'), WAIT);
  expect(sync).toHaveBeenCalledTimes(1);
  expect(complaints.mock.calls).toEqual([]);
});
