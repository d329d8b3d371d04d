/** How long each step shows, in ms. */
const freshMs = 120;
const fadingMs = 280;

/**
 * Has what has changed light up for a moment, in two steps. As an animation of each, hundreds of elements would be
 * styled anew in every frame; so it is two of what has changed in one.
 */
export class Glow {
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  /** Since when, oldest first. */
  readonly #fresh = new Map<HTMLElement, number>();
  readonly #fading = new Map<HTMLElement, number>();
  #request: number | undefined;

  light(element: HTMLElement): void {
    if (this.#reducedMotion.matches) return;
    this.#fading.delete(element);
    // To the end: it begins anew.
    this.#fresh.delete(element);
    this.#fresh.set(element, performance.now());
    element.dataset['glow'] = 'fresh';
    this.#request ??= requestAnimationFrame(this.#fade);
  }

  close(): void {
    if (this.#request !== undefined) cancelAnimationFrame(this.#request);
  }

  readonly #fade = (now: number): void => {
    for (const element of takeOlder(this.#fresh, now - freshMs)) {
      element.dataset['glow'] = 'fading';
      this.#fading.set(element, now);
    }
    for (const element of takeOlder(this.#fading, now - fadingMs)) delete element.dataset['glow'];
    const isDark = this.#fresh.size + this.#fading.size === 0;
    this.#request = isDark ? undefined : requestAnimationFrame(this.#fade);
  };
}

function* takeOlder(since: Map<HTMLElement, number>, than: number): Generator<HTMLElement> {
  for (const [element, at] of since) {
    if (at > than) return;
    since.delete(element);
    yield element;
  }
}
