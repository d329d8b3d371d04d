import { createRoot } from 'react-dom/client';
import { expect, it, onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { Panel } from '../../src/devtools/panel/panel.js';
import { adoptStyles, attachShadow } from '../../src/devtools/shadow.js';
import type { DevtoolsSnapshot } from '../../src/devtools/snapshot.js';
import { tokens } from '../../src/devtools/tokens.js';
import { WAIT } from '../wait.js';
import { model, nothing } from './snapshots.js';

/** The panel in a page of that width, in px. */
async function open(width: number, snapshot: DevtoolsSnapshot) {
  const host = document.body.appendChild(document.createElement('div'));
  const shadow = attachShadow(host);
  adoptStyles(shadow, tokens('.frame'));
  const frame = shadow.appendChild(document.createElement('div'));
  frame.className = 'frame';
  frame.style.cssText = `width: ${width}px; height: 440px`;
  const root = createRoot(frame);
  onTestFinished(() => {
    root.unmount();
    host.remove();
  });
  const source = { subscribe: () => () => undefined, getSnapshot: () => snapshot, send: () => undefined };
  root.render(<Panel source={source} />);
  const find = (selector: string) =>
    vi.waitFor(() => {
      const found = frame.querySelector<HTMLElement>(selector);
      if (found === null) throw new Error(`unable to find ${selector}`);
      return found;
    }, WAIT);
  return { find, shadow };
}

it('says of each event whose it is, on a phone too', async () => {
  const entry = { key: 1, at: 0, model: 'posts:1', kind: 'state' as const, what: 'ready', detail: '' };
  for (const width of [1280, 360]) {
    const { find } = await open(width, { ...nothing, log: [entry] });
    const line = await find('.entry');
    expect(line.innerText).toContain('posts:1');
    expect(line.innerText).toContain('ready');
  }
});

it('has room for the name of a model beside what else it says of it', async () => {
  for (const width of [1280, 1000, 770, 400]) {
    const { find } = await open(width, { ...nothing, models: [{ ...model, name: 'posts:c3703998' }] });
    const name = await find('.name b');
    expect(name.scrollWidth, `${width} px`).toBeLessThanOrEqual(name.clientWidth);
  }
});

it('draws a fault over an event of the same moment', async () => {
  const entry = { at: Date.now(), model: 'posts:1', what: 'added', detail: '' };
  const log = [
    { ...entry, key: 1, kind: 'fault' as const },
    { ...entry, key: 2, kind: 'event' as const },
  ];
  const { find, shadow } = await open(400, { ...nothing, log });
  await userEvent.click(await find('#tab-Timeline'));
  const { left, top, width, height } = (await find('.mark[data-mark=event]')).getBoundingClientRect();
  const drawn = shadow.elementFromPoint(left + width / 2, top + height / 2);
  expect((drawn as HTMLElement).dataset['mark']).toBe('fault');
});

it('shows which model is chosen while the pointer is on it', async () => {
  const { find } = await open(1280, { ...nothing, models: [model] });
  const row = await find('[aria-label=Models] li + li button');
  await userEvent.hover(row);
  const colour = () => getComputedStyle(row).backgroundColor;
  const underPointer = colour();
  await userEvent.click(row);
  await vi.waitFor(() => expect(row.ariaPressed).toBe('true'), WAIT);
  expect(row.matches(':hover')).toBe(true);
  expect(colour()).not.toBe(underPointer);
});
