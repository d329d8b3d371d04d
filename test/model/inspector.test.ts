import { describe, expect, it, vi } from 'vitest';
import { liveClient } from '../../src/client/live-client.js';
import type { Inspector } from '../../src/model/inspector.js';
import { openWorld, reaches, shows, synced } from './world.js';
import { WAIT } from '../wait.js';

/** An inspector that keeps what it is told of, and lets every message through. */
async function openInspected(answer = () => synced([1])) {
  const world = await openWorld();
  const opened = world.openModel(answer);
  const live = opened.client[liveClient];
  const inspector = {
    made: vi.fn<Inspector['made']>(),
    mutated: vi.fn<Inspector['mutated']>(),
    message: vi.fn<Inspector['message']>(() => false),
    heard: vi.fn<Inspector['heard']>(),
  };
  return { ...world, ...opened, live, inspector };
}

describe('an inspector', () => {
  it('is told of each model that is made, and finds those that were there', async () => {
    const { client, live, model, inspector } = await openInspected();
    expect([...(live.models?.values() ?? [])]).toEqual([model]);
    live.inspector = inspector;
    const other = client.models.get({
      channelName: 'posts:2',
      sync: async () => synced([]),
      merge: (log) => log,
    });
    expect(inspector.made.mock.calls).toEqual([[other]]);
    await other.dispose();
    expect([...(live.models?.values() ?? [])]).toEqual([model]);
  });

  it('may come while a model runs: it hears the events from then on, those that are read back too', async () => {
    const { publish, live, model, inspector } = await openInspected();
    await model.sync();
    live.inspector = inspector;
    publish(2);
    await shows(model, [1, 2]);
    expect(inspector.message.mock.calls).toMatchObject([['posts:1', { id: '2' }]]);
    await model.pause();
    publish(3);
    await model.resume();
    await shows(model, [1, 2, 3]);
    await vi.waitFor(
      () => expect(inspector.heard.mock.calls.map(([, event]) => event.sequenceId)).toEqual(['2', '2', '3']),
      WAIT,
    );
    expect(inspector.message).toHaveBeenCalledOnce();
  });

  it('decides when a model has a message, and whether', async () => {
    const { publish, live, model, inspector } = await openInspected();
    await model.sync();
    live.inspector = inspector;
    const held: unknown[] = [];
    inspector.message.mockImplementation((_, message) => held.push(message) > 0);
    publish(2);
    publish(3);
    await vi.waitFor(() => expect(held).toHaveLength(2), WAIT);
    await shows(model, [1]);
    model.intake.receive(held[1] as object);
    await shows(model, [1, 3]);
    delete live.inspector;
    publish(4);
    await shows(model, [1, 3, 4]);
  });

  it('is told of mutations with what ends them', async () => {
    const { live, model, inspector } = await openInspected();
    await model.sync();
    live.inspector = inspector;
    const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' });
    const [[who, mutation, event] = []] = inspector.mutated.mock.calls;
    expect([who, mutation?.mutationId, event?.name]).toEqual([model, 'm1', 'changed']);
    mutation?.cancel();
    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-cancelled' });
  });

  it('can have a mutation rejected: by a message as the backend publishes it, which moves nothing', async () => {
    const { model } = await openInspected();
    await model.sync();
    const [confirmation] = await model.optimistic({ mutationId: 'm1', name: 'changed' });
    expect(model.data.optimistic).toEqual(['1', '(m1)']);
    const headers = { 'x-ably-models-event-uuid': 'm1', 'x-ably-models-reject': 'true' };
    model.intake.receive({ name: 'changed', extras: { headers } });
    await expect(confirmation).rejects.toMatchObject({ code: 'mutation-rejected' });
    expect(model.data.optimistic).toEqual(['1']);
    expect(model.position?.id).toBe('1');
    await reaches(model, 'ready');
  });
});
