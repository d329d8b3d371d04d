import { createElement, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, vi } from 'vitest';
import { CELLS, Page } from './page.js';
import { START, type Subject } from './subject.js';
import { WAIT } from '../wait.js';

/** What a user could have seen between two commits. */
export interface Picture {
  readonly cells: readonly string[];
  readonly heard: string;
  readonly typed: string;
}

/** Has some of the fifty before it, and most of them after it. */
const MIDDLE = 10;

/** One page in StrictMode, each picture that it shows, and the hands on it. */
export async function openSession(subject: Subject, { deferred }: { readonly deferred: boolean }) {
  const container = document.body.appendChild(document.createElement('main'));
  const root = createRoot(container);
  const pictures: Picture[] = [];
  const begun = new Set<number>();
  const finished = new Set<number>();
  let settled = 0;
  const waiting = new Map<number, () => void>();

  const text = (title: string) => container.querySelector(`[title=${title}]`)?.textContent ?? '';
  const look = (): Picture => ({
    cells: [...container.querySelectorAll('p')].map((cell) => cell.textContent),
    heard: text('heard'),
    typed: text('typed'),
  });
  // Called in a microtask after a commit: the browser cannot have painted since, and so no picture is missed.
  const observer = new MutationObserver(() => void pictures.push(look()));
  observer.observe(container, { childList: true, characterData: true, subtree: true });

  const onRender = (index: number, count = NaN) => {
    if (index === 0) begun.add(count);
    if (index === CELLS - 1) finished.add(count);
    if (index !== MIDDLE) return;
    waiting.get(count)?.();
    waiting.delete(count);
  };

  const click = (name: string) => {
    const buttons = [...container.querySelectorAll('button')];
    const button = buttons.find(({ textContent }) => textContent === name);
    if (button === undefined) throw new Error(`unable to click; there is no button "${name}"`);
    button.click();
  };
  const until = (title: string, shown: string | number) =>
    vi.waitFor(() => expect(text(title)).toBe(String(shown)), WAIT);

  const page = createElement(Page, { subject, deferred, onRender });
  root.render(createElement(StrictMode, null, createElement(subject.Provider, null, page)));
  await until('heard', START);

  return {
    pictures,
    begun,
    finished,
    click,
    /** Until the count has come to this, and React has nothing left to do. */
    async settle(count: number) {
      await until('heard', count);
      click('settle');
      await until('settled', (settled += 1));
    },
    /** Resolves in a task of its own when the fifty are being rendered with this count: between two slices, if there are any. */
    rendering: (count: number) =>
      new Promise<void>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        waiting.set(count, () => port2.postMessage(undefined));
      }),
    close() {
      observer.disconnect();
      root.unmount();
      container.remove();
      subject.close();
    },
  };
}
