// @vitest-environment node
import './page-in-node.js';
import 'fake-indexeddb/auto';
import { act, render, renderHook, waitFor } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import {
  ModelsClient,
  ModelsProvider,
  defineModel,
  useOptimistic,
  usePendingMutations,
} from 'ably-models-react';
import { useOutbox } from 'ably-models-react/persist';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import type { Storage } from '../../src/persist/storage.js';
import { faultyStorage } from './faulty-storage.js';
import { openMachine, type Log, type Tab } from './machine.js';

const wrapperOf =
  (client: ModelsClient) =>
  ({ children }: { readonly children?: ReactNode }) => (
    <StrictMode>
      <ModelsProvider client={client}>{children}</ModelsProvider>
    </StrictMode>
  );

const noteAdded = (text: string) => ({ name: 'note.added', data: text });

async function openPage(options: { readonly storage?: Storage } = {}) {
  const machine = await openMachine();
  const tab = machine.openTab(options);
  await tab.model.sync();
  const notes = defineModel({
    channelName: () => 'notes:1',
    sync: machine.backend.sync,
    merge: (log: Log, event: { data: unknown }): Log => [...log, String(event.data)],
  });
  const useAll = () => ({
    outbox: useOutbox(),
    note: useOptimistic(notes(), { event: noteAdded, send: 'addNote' }),
    all: usePendingMutations(),
  });
  const { result } = renderHook(useAll, { wrapper: wrapperOf(tab.client) });
  return { ...machine, tab, result };
}

const settle = (tab: Tab) => act(() => tab.persistence.flush());

describe('useOptimistic with the name of a `send`', () => {
  it('goes through applied, acknowledged and confirmed', async () => {
    const { result } = await openPage();
    let confirmed: unknown;
    act(() => void result.current.note.mutateAsync('a').then((mutation) => (confirmed = mutation)));
    expect(result.current.note).toMatchObject({ isPending: true, pending: [{ stage: 'applied' }] });
    expect(result.current.all).toHaveLength(1);
    await waitFor(() => expect(confirmed).toMatchObject({ stage: 'confirmed' }));
    expect(result.current.note.isPending).toBe(false);
    await waitFor(() => expect(result.current.outbox.queue).toEqual([]));
  });

  it('shows acknowledged while the confirmation is awaited', async () => {
    const { result, backend } = await openPage();
    backend.faults.push('say nothing');
    let steps: unknown;
    act(() => void result.current.note.mutateAsync('a').then((done) => (steps = done.steps)));
    await waitFor(() =>
      expect(steps).toMatchObject([{ stage: 'applied' }, { stage: 'acknowledged' }, { stage: 'confirmed' }]),
    );
  });

  it('is failed where the backend refused it, and retried from the list of mutations', async () => {
    const { result, backend } = await openPage();
    backend.faults.push('refuse');
    act(() => result.current.note.mutate('a'));
    await waitFor(() => expect(result.current.all).toMatchObject([{ stage: 'failed' }]));
    expect(result.current.outbox.failed).toMatchObject([{ error: 'not allowed' }]);
    act(() => result.current.all[0]?.retry());
    await waitFor(() => expect(backend.texts()).toEqual(['a']));
    await waitFor(() => expect(result.current.all).toEqual([]));
    await waitFor(() => expect(result.current.outbox.failed).toEqual([]));
    expect(backend.requests).toHaveLength(2);
  });

  it('is confirmed where it failed, and was retried in the outbox', async () => {
    const { result, backend } = await openPage();
    backend.faults.push('refuse');
    act(() => result.current.note.mutate('a'));
    await waitFor(() => expect(result.current.all).toMatchObject([{ stage: 'failed' }]));
    act(() => result.current.outbox.retry(result.current.all[0]?.mutationId as string));
    await waitFor(() => expect(result.current.all).toEqual([]));
    expect(backend.texts()).toEqual(['a']);
  });

  it('rejects with `invalid-options` where the client is not persisted, or knows no such name', async () => {
    const { connect, backend } = await openMachine();
    const client = new ModelsClient({ ably: connect() });
    const notes = { channelName: 'notes:1', sync: backend.sync, merge: (log: Log) => log };
    const { result } = renderHook(() => useOptimistic(notes, { event: noteAdded, send: 'addNote' }), {
      wrapper: wrapperOf(client),
    });
    await act(async () => {
      await expect(result.current.mutateAsync('a')).rejects.toMatchObject({ code: 'invalid-options' });
    });
  });
});

describe('useOutbox', () => {
  it('shows the state, pauses and resumes, and cancels', async () => {
    const { result, tab, backend } = await openPage();
    expect(result.current.outbox).toMatchObject({ state: 'online', isPaused: false, queue: [] });
    const { pause, resume, cancel } = result.current.outbox;
    act(() => pause());
    await waitFor(() => expect(result.current.outbox.isPaused).toBe(true));
    act(() => {
      result.current.note.mutate('a');
      result.current.note.mutate('b');
    });
    await settle(tab);
    expect(result.current.outbox.queue).toMatchObject([
      { status: 'waiting', isStored: true, event: { data: 'a' }, model: 'notes:1' },
      { status: 'waiting', isStored: true, event: { data: 'b' } },
    ]);
    act(() => cancel(result.current.outbox.queue[0]?.mutationId as string));
    await waitFor(() => expect(result.current.outbox.queue).toHaveLength(1));
    act(() => resume());
    await waitFor(() => expect(result.current.outbox.queue).toEqual([]));
    expect(backend.texts()).toEqual(['b']);
    expect(result.current.outbox).toMatchObject({ pause, resume, cancel });
  });

  it('is sending while something is on its way, and offline without a connection', async () => {
    const { result, tab, backend } = await openPage();
    backend.faults.push('fail');
    act(() => result.current.note.mutate('a'));
    await waitFor(() => expect(result.current.outbox.state).toBe('sending'));
    act(() => tab.ably.connection.close());
    vi.stubGlobal('navigator', { onLine: false });
    act(() => void dispatchEvent(new Event('offline')));
    await waitFor(() => expect(result.current.outbox.state).toBe('offline'));
    vi.unstubAllGlobals();
  });

  it('says what is missing where the client is not persisted, and is empty on a server', async () => {
    const { connect, openTab } = await openMachine();
    const Page = () => <>{JSON.stringify(useOutbox().queue)}</>;
    const Bare = wrapperOf(new ModelsClient({ ably: connect() }));
    expect(() =>
      render(
        <Bare>
          <Page />
        </Bare>,
      ),
    ).toThrow(/persistModels/);
    const tab = openTab();
    tab.add('a');
    const Persisted = wrapperOf(tab.client);
    expect(
      renderToString(
        <Persisted>
          <Page />
        </Persisted>,
      ),
    ).toContain('[]');
  });
});

describe('The page', () => {
  const asks = () => !dispatchEvent(new Event('beforeunload', { cancelable: true }));

  it('asks before it is closed until the storage has what was typed', async () => {
    const { result, tab } = await openPage();
    const asked: boolean[] = [];
    tab.outbox.subscribe(() => asked.push(asks()));
    act(() => result.current.outbox.pause());
    act(() => result.current.note.mutate('a'));
    await settle(tab);
    await waitFor(() =>
      expect(result.current.outbox).toMatchObject({ queue: [{ isStored: true }], unsaved: 0 }),
    );
    expect(asked).toContain(true);
    expect(asks()).toBe(false);
  });

  it('asks before it is closed until the backend has what the storage does not take', async () => {
    const storage = faultyStorage(new IdbStorage('broken'), () => 'reject');
    const { result, tab, backend } = await openPage({ storage });
    backend.faults.push('say nothing');
    act(() => result.current.outbox.pause());
    act(() => result.current.note.mutate('a'));
    await settle(tab);
    await waitFor(() =>
      expect(result.current.outbox).toMatchObject({ queue: [{ isStored: false }], unsaved: 1 }),
    );
    expect(asks()).toBe(true);
    act(() => result.current.outbox.resume());
    // Its confirmation is still to come, and there is nothing left to lose.
    await waitFor(() => expect(result.current.outbox.queue).toMatchObject([{ status: 'acknowledged' }]));
    expect(asks()).toBe(false);
    await waitFor(() => expect(result.current.outbox.queue).toEqual([]));
  });

  /** happy-dom's document takes none but its own. */
  const eventOf = (type: string) => new (document.defaultView as Window & typeof globalThis).Event(type);

  it('leaves the sending to others while it is frozen, and sends again when it is not', async () => {
    const { result } = await openPage();
    await waitFor(() => expect(result.current.outbox.isLeading).toBe(true));
    act(() => void document.dispatchEvent(eventOf('freeze')));
    await waitFor(() => expect(result.current.outbox.isLeading).toBe(false));
    act(() => void document.dispatchEvent(eventOf('resume')));
    await waitFor(() => expect(result.current.outbox.isLeading).toBe(true));
  });

  it('writes what it has when it is hidden, or left', async () => {
    const { tab, backend, openTab } = await openPage();
    backend.commit('m', 'x');
    await waitFor(() => expect(tab.model.data.confirmed).toEqual(['x']));
    act(() => void dispatchEvent(new Event('pagehide')));
    await tab.outbox.settled;
    await tab.close();
    const next = openTab();
    await next.model.sync();
    expect(next.model.getSnapshot()).toMatchObject({ hydration: 'replayed', confirmed: ['x'] });
  });
});
