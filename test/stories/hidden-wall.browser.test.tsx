import '../../stories/ui/local-ably.js';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { commands } from 'vitest/browser';
import '../../stories/ui/base.css';
import { Wall } from '../../stories/screen/wall.js';
import {
  cardsWithin,
  untilAttachedInView,
  untilBadge,
  untilUpToDate,
} from '../../stories/screen/wall-audience.js';
import type { WallWorld } from '../../stories/screen/wall-world.js';
import { WAIT } from '../wait.js';

const margin = 200;

it('detaches a wall of 200 cards when Chromium hides its page, and brings back what is in view without a sync call', async () => {
  onTestFinished(() => commands.showPage());
  const onOpen = vi.fn<(world: WallWorld) => void>();
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  onTestFinished(() => root.unmount());
  root.render(
    <StrictMode>
      <Wall
        title="A wall"
        client="ably-models-react"
        intro=""
        onOpen={onOpen}
        cards={200}
        pauseAfter={400}
        margin={margin}
        changesPerSecond={0}
        latencyMs={20}
      />
    </StrictMode>,
  );
  await vi.waitFor(() => expect(onOpen).toHaveBeenCalled(), WAIT);
  const [[world] = []] = onOpen.mock.calls;
  if (world === undefined) throw new Error('unable to go on; there is no wall');
  const { backend, server } = world;
  const inView = await untilAttachedInView(world, margin);
  await untilBadge('Live', [...server.attached]);

  await commands.hidePage();
  expect(document.visibilityState).toBe('hidden');
  // A hidden page's timers run once a second.
  await vi.waitFor(() => expect(server.attached.size).toBe(0), { timeout: 10_000 });
  for (const id of backend.ids) backend.change(id);

  await commands.showPage();
  await untilUpToDate(world, cardsWithin(0));
  expect(await untilAttachedInView(world, margin)).toBe(inView);
  expect(backend.syncCalls).toBe(inView);
});
