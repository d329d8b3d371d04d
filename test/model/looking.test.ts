import { describe, expect, it, vi } from 'vitest';
import { appendEvent, openWorld, shows, synced, WAIT } from './world.js';

describe('a state that nobody looks at', () => {
  it('is not folded: pending mutations cost nothing until their view is read', async () => {
    const { publish, openModel } = await openWorld();
    let folded = 0;
    const { model } = openModel(
      () => synced([], '0'),
      {},
      (log, event) => {
        if (!event.confirmed) folded += 1;
        return appendEvent(log, event);
      },
    );
    await model.sync();
    void model.optimistic({ mutationId: 'mine', name: 'changed' }, { timeout: 60_000 });
    folded = 0;

    [1, 2, 3].forEach((id) => publish(id));
    await vi.waitFor(() => expect(model.getSnapshot().confirmed).toEqual(['1', '2', '3']), WAIT);
    expect(folded).toBe(0);

    const snapshot = model.getSnapshot();
    expect(snapshot.optimistic).toEqual(['1', '2', '3', '(mine)']);
    expect(snapshot.optimistic).toBe(snapshot.optimistic);
    expect(folded).toBe(1);
  });

  it('is folded as it was, by whoever kept its snapshot', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([1]));
    await model.sync();
    const cancel = async (mutationId: string) => {
      const [, end] = await model.optimistic({ mutationId, name: 'changed' }, { timeout: 60_000 });
      return end;
    };
    const end = await cancel('first');
    const before = model.getSnapshot();
    await end();
    await cancel('second');

    expect(model.data.optimistic).toEqual(['1', '(second)']);
    expect(before.optimistic).toEqual(['1', '(first)']);
    expect(model.data.optimistic).toEqual(['1', '(second)']);
  });

  it('is told of once, and again when somebody has looked', async () => {
    const { publish, openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'));
    await model.sync();
    model.getSnapshot();
    const heard: string[] = [];
    model.observe((origin) => heard.push(origin));
    const merged = vi.fn();
    model.subscribe(merged);

    publish(1);
    await shows(model, [1]);
    const first = heard.length;
    expect(first).toBeGreaterThan(0);
    expect(merged).toHaveBeenLastCalledWith(null, ['1']);
    publish(2);
    await shows(model, [1, 2]);
    expect(merged).toHaveBeenLastCalledWith(null, ['1', '2']);
    expect(heard.length).toBeGreaterThan(first);
  });

  it('is told of once more where the user changes what somebody else has changed before', async () => {
    const { openModel } = await openWorld();
    const { model } = openModel(() => synced([], '0'));
    await model.sync();
    model.getSnapshot();
    const heard: string[] = [];
    model.observe((origin) => heard.push(origin));

    await model.pause();
    void model.optimistic({ name: 'changed' });
    void model.optimistic({ name: 'changed' });

    expect(heard).toEqual(['remote', 'local']);
    model.getSnapshot();
    void model.optimistic({ name: 'changed' });
    expect(heard).toEqual(['remote', 'local', 'local']);
  });
});
