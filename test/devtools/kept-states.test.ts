import type { SyncContext } from 'ably-models-react';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openRecorder } from '../../src/devtools/open-recorder.js';
import { toLiveClient } from '../../src/react/to-live-client.js';
import { eventually, openMachine, shown, type Machine, type Tab } from '../persist/machine.js';

type Sync = NonNullable<NonNullable<Parameters<Machine['openTab']>[0]>['sync']>;

/** A tab whose model lacks the event between two others: the devtools have dropped it. */
async function openDropped(machine: Machine, sync?: Sync) {
  const { backend, openTab } = machine;
  const tab = openTab(sync && { sync });
  const source = openRecorder(toLiveClient(tab.client));
  onTestFinished(source.close);
  backend.commit('m1', 'a');
  await tab.model.sync();
  source.send({ type: 'drop-next', model: 'notes:1' });
  backend.commit('m2', 'lost');
  backend.commit('m3', 'b');
  await eventually(() => expect(shown(tab.model)).toEqual(['a', 'b']));
  return { tab, source };
}

/** As a reload does it: nothing is unmounted. */
async function reload({ openTab }: Machine, { persistence, ably }: Tab) {
  await persistence.flush();
  ably.close();
  const tab = openTab();
  await tab.model.sync();
  return tab;
}

describe('What is kept of a model that lacks an event', () => {
  it('brings it after a reload', async () => {
    const machine = await openMachine();
    const { tab } = await openDropped(machine);
    const { model } = await reload(machine, tab);
    expect(shown(model)).toEqual(['a', 'lost', 'b']);
  });

  it('is not said to be complete once a connection that was away has brought all that came meanwhile', async () => {
    const machine = await openMachine();
    const { tab } = await openDropped(machine);
    machine.local.dropConnections();
    await eventually(() => expect(tab.model.getSnapshot().isStale).toBe(true));
    await eventually(() => expect(tab.model.getSnapshot().isStale).toBe(false));
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 11_000);
    onTestFinished(() => now.mockRestore());
    expect(tab.model.save()).toMatchObject({ data: ['a', 'b'], takenAt: undefined });
  });

  it('is nothing that a sync function is asked for the changes since', async () => {
    const machine = await openMachine();
    const { backend } = machine;
    const since: (string | undefined)[] = [];
    const { tab, source } = await openDropped(machine, async (context: SyncContext) => {
      since.push(context.since);
      return context.since === undefined
        ? backend.sync()
        : { events: [], sequenceId: backend.rows.at(-1)?.id ?? 0 };
    });
    source.send({ type: 'sync', model: 'notes:1' });
    await eventually(() => expect(shown(tab.model)).toEqual(['a', 'lost', 'b']));
    expect(since).toEqual([undefined, undefined]);
  });
});

describe('A model that lacks an event', () => {
  it('has it once it was paused and goes on: a replay from its place would not bring it', async () => {
    const machine = await openMachine();
    const { tab, source } = await openDropped(machine);
    await tab.model.pause();
    await tab.model.resume();
    expect(shown(tab.model)).toEqual(['a', 'lost', 'b']);
    expect(source.getSnapshot().models[0]?.faults.dropped).toEqual([]);
  });
});
