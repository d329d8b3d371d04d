import { expect, waitFor } from 'storybook/test';
import type { WallWorld } from './wall-world.js';

/** Looks now and then, and not at each change: thousands of cards would be laid out again each time. */
export const eventually = (check: () => Promise<void> | void) =>
  waitFor(check, { timeout: 15_000, interval: 50, container: document.head });

/** The cards that are on screen, or less than `margin` px away from it. */
export function cardsWithin(margin: number): string[] {
  const isWithin = (element: Element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > -margin && top < window.innerHeight + margin;
  };
  return [...document.querySelectorAll('.wall__group')]
    .filter(isWithin)
    .flatMap((group) => [...group.querySelectorAll<HTMLElement>('[data-sensor]')])
    .filter(isWithin)
    .map((card) => card.dataset['sensor'] ?? '');
}

/**
 * Waits until the server has exactly the cards attached that are in view, those of the margin included.
 *
 * @returns how many those are
 */
export async function untilAttachedInView({ server }: WallWorld, margin: number): Promise<number> {
  await eventually(() => {
    const { attached } = server;
    // A card whose edge lies on that of the margin may be either.
    const allowed = new Set(cardsWithin(margin + 1));
    void expect(cardsWithin(margin - 1).filter((id) => !attached.has(id))).toEqual([]);
    void expect([...attached].filter((id) => !allowed.has(id))).toEqual([]);
  });
  return server.attached.size;
}

/** Waits until each of these cards shows what its sensor measured last. */
export function untilUpToDate({ backend }: WallWorld, ids: readonly string[]): Promise<void> {
  return eventually(() => {
    const shown = ids.map((id) => [id, valueOn(id)]);
    void expect(shown).toEqual(ids.map((id) => [id, String(backend.peek(id).value)]));
  });
}

export function valueOn(id: string): string | undefined {
  return document.querySelector<HTMLElement>(`[data-sensor="${id}"] [data-value]`)?.dataset['value'];
}

export const badgeOn = (id: string) =>
  document.querySelector(`[data-sensor="${id}"] .badge`)?.textContent ?? '';

const nextFrame = () => new Promise(requestAnimationFrame);

const bottom = () => document.documentElement.scrollHeight - window.innerHeight;

/** Scrolls by a step, at most to the end. Whether there is more to come. */
export function scrollDown(px: number): boolean {
  window.scrollBy({ top: px, behavior: 'instant' });
  return window.scrollY < bottom() - 1;
}

/** Scrolls to the top or the bottom, a step each frame, as fast as a hand can. */
export async function flyTo(end: 'top' | 'bottom', frames: number): Promise<void> {
  const from = window.scrollY;
  const to = end === 'top' ? 0 : bottom();
  for (let frame = 1; frame <= frames; frame += 1) {
    window.scrollTo({ top: from + ((to - from) * frame) / frames, behavior: 'instant' });
    await nextFrame();
  }
}
