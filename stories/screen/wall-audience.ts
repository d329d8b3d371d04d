import type { WallWorld } from './wall-world.js';

/**
 * Waits until there is nothing to say against it. Looks now and then, and not at each change: thousands of cards
 * would be laid out again each time.
 */
export async function untilNothing(wrong: () => string | undefined): Promise<void> {
  const end = performance.now() + 15_000;
  for (let why = wrong(); why !== undefined; why = wrong()) {
    if (performance.now() > end) throw new Error(`unable to go on; ${why}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

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
  await untilNothing(() => {
    const { attached } = server;
    // A card whose edge lies on that of the margin may be either.
    const allowed = new Set(cardsWithin(margin + 1));
    const missing = cardsWithin(margin - 1).filter((id) => !attached.has(id));
    const needless = [...attached].filter((id) => !allowed.has(id));
    if (missing.length + needless.length === 0) return undefined;
    return `attached are [${needless.join()}], which are out of view, and [${missing.join()}] are not`;
  });
  return server.attached.size;
}

/** Waits until each of these cards shows what its sensor measured last. */
export function untilUpToDate({ backend }: WallWorld, ids: readonly string[]): Promise<void> {
  return untilNothing(() => {
    const behind = ids.filter((id) => valueOn(id) !== String(backend.peek(id).value));
    return behind.length === 0 ? undefined : `[${behind.join()}] show what was`;
  });
}

/** Waits until each of these cards says this of its model. */
export function untilBadge(badge: string, ids: readonly string[]): Promise<void> {
  return untilNothing(() => {
    const others = ids.map((id) => [id, badgeOn(id)] as const).filter(([, shown]) => shown !== badge);
    return others.length === 0 ? undefined : `not ${badge} are ${others.join('; ')}`;
  });
}

const valueOn = (id: string) =>
  document.querySelector<HTMLElement>(`[data-sensor="${id}"] [data-value]`)?.dataset['value'];

const badgeOn = (id: string) => document.querySelector(`[data-sensor="${id}"] .badge`)?.textContent ?? '';

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
