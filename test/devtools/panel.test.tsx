import { act, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';
import { Panel } from '../../src/devtools/panel/panel.js';
import type { DevtoolsSnapshot } from '../../src/devtools/snapshot.js';
import { setTheStage } from '../testing/stage.js';
import { model, mutation, nothing } from './snapshots.js';

/** The panel of a snapshot that `show` changes. */
async function open(first: Partial<DevtoolsSnapshot>, { isChosen = false } = {}) {
  let snapshot = { ...nothing, ...first };
  const listeners = new Set<() => void>();
  const [send, onClose] = [vi.fn(), vi.fn()];
  const source = {
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    getSnapshot: () => snapshot,
    send,
  };
  render(<Panel source={source} onClose={onClose} />, { reactStrictMode: true });
  if (isChosen) await press('button', /^posts:1/);
  const show = (next: Partial<DevtoolsSnapshot>) =>
    act(() => {
      snapshot = { ...snapshot, ...next };
      for (const listener of listeners) listener();
    });
  return { show, send, onClose };
}

const press = (role: string, name: RegExp) => userEvent.click(screen.getByRole(role, { name }));

describe('The panel', () => {
  setTheStage();

  it('writes the data of an event out only while somebody reads it', async () => {
    const toJSON = vi.fn(() => 'its data');
    const log = [{ key: 1, at: 0, model: 'posts:1', kind: 'event' as const, what: 'added', detail: '' }];
    await open({ log: log.map((entry) => ({ ...entry, data: { toJSON } })) });
    expect(toJSON).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText('added'));
    expect(await screen.findByText('"its data"')).toBeDefined();
    await userEvent.click(screen.getByText('added'));
    expect(screen.queryByText('"its data"')).toBeNull();
  });

  it('writes the data of a mutation out only while somebody reads it', async () => {
    const toJSON = vi.fn(() => 'its data');
    await open({ mutations: [{ ...mutation, data: { toJSON } }] });
    await press('tab', /Mutations/);
    expect(toJSON).not.toHaveBeenCalled();
    await userEvent.click(screen.getByText('mutation-1'));
    expect(await screen.findByText('"its data"')).toBeDefined();
  });

  it('compares two states only when one of them changes', async () => {
    const read = vi.fn(() => 1);
    const state = () => Object.defineProperty({}, 'count', { get: read, enumerable: true });
    const states = { model: 'posts:1', confirmed: state(), optimistic: state() };
    const { show } = await open({ states }, { isChosen: true });
    read.mockClear();
    show({ connection: 'disconnected' });
    expect(read).not.toHaveBeenCalled();
  });

  it('keeps the focus when the button that was pressed goes: Escape still closes it', async () => {
    const { show, onClose } = await open({ mutations: [mutation] });
    await press('tab', /Mutations/);
    await press('button', /^Reject/);
    show({ mutations: [{ ...mutation, isPending: false }] });
    expect(document.activeElement).toBe(screen.getByRole('tabpanel'));
    await userEvent.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalledOnce();
  });

  it('keeps the focus when Back goes with its model', async () => {
    await open({}, { isChosen: true });
    await press('button', /^Back/);
    expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Models devtools' }));
  });

  it('takes no focus that went elsewhere', async () => {
    const { show } = await open({ mutations: [mutation] });
    await press('tab', /Mutations/);
    screen.getByRole('button', { name: /^Reject/ }).focus();
    act(() => (document.activeElement as HTMLElement).blur());
    show({ mutations: [] });
    expect(document.activeElement).toBe(document.body);
  });

  it('delays by what is a number, up to a minute', async () => {
    const { send } = await open(
      { models: [{ ...model, faults: { ...model.faults, delayMs: 500 } }] },
      { isChosen: true },
    );
    const field = screen.getByRole<HTMLInputElement>('spinbutton', { name: /Delay events/ });
    send.mockClear();
    fireEvent.change(field, { target: { value: '' } });
    expect(send).not.toHaveBeenCalled();
    expect(field.value).toBe('');
    fireEvent.change(field, { target: { value: '90000' } });
    expect(send.mock.calls).toEqual([[{ type: 'delay', model: 'posts:1', ms: 60_000 }]]);
    fireEvent.blur(field);
    expect(field.value).toBe('500');
  });

  it('goes from tab to tab by arrows, Home and End', async () => {
    await open({});
    await press('tab', /Events/);
    const chosen = () => screen.getByRole('tab', { selected: true });
    for (const [key, name] of [
      ['ArrowRight', 'Timeline'],
      ['ArrowRight', 'State'],
      ['ArrowLeft', 'Timeline'],
      ['Home', 'State'],
      ['End', 'Timeline'],
    ]) {
      await userEvent.keyboard(`{${key}}`);
      expect(chosen().textContent).toBe(name);
      expect(document.activeElement).toBe(chosen());
    }
  });

  it('draws two states of one moment', async () => {
    const since = Date.now();
    await open({
      models: [
        {
          ...model,
          spans: [
            { state: 'syncing', since },
            { state: 'ready', since },
          ],
        },
      ],
    });
    await press('tab', /Timeline/);
    expect(screen.getByRole('img').querySelectorAll('.span')).toHaveLength(2);
  });

  it('says of a state whose items only moved that they did', async () => {
    const [a, b] = [{ id: 'a' }, { id: 'b' }];
    const states = { model: 'posts:1', confirmed: [a, b], optimistic: [b, a] };
    await open({ states, models: [{ ...model, pendingCount: 1 }] }, { isChosen: true });
    expect(screen.getByText('1 pending: 1 line differs.')).toBeDefined();
    expect(screen.getByText('(moved)')).toBeDefined();
  });
});
