import { describe, expect, it, vi } from 'vitest';
import type { ConflictAnswer, SendOptions } from 'ably-models-react/persist';
import { eventually, openMachine, shown } from './machine.js';

/** Two tabs' worth of notes: a mutation relies on all of them. */
async function openWith(onConflict: SendOptions['onConflict'], more: Partial<SendOptions> = {}) {
  const machine = await openMachine();
  const { backend, openTab } = machine;
  const sends = {
    addNote: {
      send: backend.send,
      basedOn: (log: unknown) => log,
      ...(onConflict && { onConflict }),
      ...more,
    },
  };
  const tab = openTab({ sends });
  await tab.model.sync();
  tab.outbox.pause();
  return { ...machine, tab, sends };
}

describe('A mutation that was made on something that is different by now', () => {
  it.each<[string, ConflictAnswer, readonly string[]]>([
    ['keep: is sent as it is', 'keep', ['theirs', 'mine']],
    ['drop: is taken back', 'drop', ['theirs']],
    ['replace: is sent as another', { replace: { name: 'note.added', data: 'ours' } }, ['theirs', 'ours']],
  ])('%s', async (_, answer, expected) => {
    const onConflict = vi.fn(() => answer);
    const { backend, tab } = await openWith(onConflict);
    const mine = tab.add('mine');
    backend.commit('m1', 'theirs');
    // A change that comes in never hides one that is pending.
    await eventually(() => expect(shown(tab.model)).toEqual(['theirs', 'mine']));
    tab.outbox.resume();
    if (answer === 'drop') await expect(mine.settled).rejects.toMatchObject({ code: 'mutation-cancelled' });
    else await mine.settled;
    expect(backend.texts()).toEqual(expected);
    expect(shown(tab.model)).toEqual(expected);
    expect(onConflict).toHaveBeenCalledTimes(1);
    expect(onConflict).toHaveBeenCalledWith(
      expect.objectContaining({
        mutationId: mine.mutationId,
        model: 'notes:1',
        event: { name: 'note.added', data: 'mine' },
      }),
      ['theirs'],
    );
    await eventually(() => expect(tab.outbox.getSnapshot().queue).toEqual([]));
  });

  it('is asked about after a restart and a full sync, too', async () => {
    const onConflict = vi.fn(() => 'drop' as const);
    const { backend, tab, openTab, sends } = await openWith(onConflict);
    tab.add('mine');
    await tab.persistence.flush();
    await tab.close();
    // Published by nobody: only a sync result has it.
    backend.commit('m1', 'theirs', { isPublished: false });
    const after = openTab({ sends, version: 'another, so that the whole state is read' });
    await after.model.sync();
    await eventually(() => expect(after.outbox.getSnapshot().queue).toEqual([]));
    expect(onConflict).toHaveBeenCalledTimes(1);
    expect(shown(after.model)).toEqual(['theirs']);
    expect(backend.requests).toEqual([]);
  });

  it('is not one that only own mutations changed, which were made before it', async () => {
    const onConflict = vi.fn(() => 'drop' as const);
    const { backend, tab } = await openWith(onConflict);
    const mutations = ['a', 'b', 'c'].map((text) => tab.add(text));
    tab.outbox.resume();
    await Promise.all(mutations.map(({ settled }) => settled));
    expect(onConflict).not.toHaveBeenCalled();
    expect(backend.texts()).toEqual(['a', 'b', 'c']);
  });

  it('is asked about before its first attempt only', async () => {
    const onConflict = vi.fn(() => 'drop' as const);
    const { backend, tab } = await openWith(onConflict);
    backend.faults.push('lose the request');
    const { settled } = tab.add('mine');
    tab.outbox.resume();
    await eventually(() => expect(backend.requests).toHaveLength(1));
    backend.commit('m1', 'theirs');
    await settled;
    expect(backend.texts()).toEqual(['theirs', 'mine']);
    expect(onConflict).not.toHaveBeenCalled();
  });

  it.each<[string, Partial<SendOptions>]>([
    [
      'onConflict throws',
      {
        onConflict: () => {
          throw new Error('broken');
        },
      },
    ],
    ['onConflict answers nothing', { onConflict: () => undefined as never }],
    ['onConflict replaces it by no event', { onConflict: () => ({ replace: { name: '' } }) }],
    ['onConflict replaces it by nothing', { onConflict: () => ({ replace: undefined as never }) }],
    [
      'basedOn throws',
      {
        basedOn: () => {
          throw new Error('broken');
        },
        onConflict: () => 'drop',
      },
    ],
  ])('is sent as it is where %s', async (_, options) => {
    const { backend, tab } = await openWith(options.onConflict, options);
    const { settled } = tab.add('mine');
    backend.commit('m1', 'theirs');
    await eventually(() => expect(shown(tab.model)).toEqual(['theirs', 'mine']));
    tab.outbox.resume();
    await settled;
    expect(backend.texts()).toEqual(['theirs', 'mine']);
    expect(shown(tab.model)).toEqual(['theirs', 'mine']);
    await eventually(() => expect(tab.outbox.getSnapshot()).toMatchObject({ queue: [], failed: [] }));
  });
});
