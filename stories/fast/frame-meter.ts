import { readFigures, type Figures, type Frame } from './figures.js';

/** How far back it looks, in ms. */
const windowMs = 10_000;

/** Four times a second: what measures must not be what is measured. */
const publishEveryMs = 250;

interface Counters {
  /** Events that the backend has published. */
  published(): number;
  /** Those of them that the model has merged. */
  received(): number;
}

/** Counts frames, and what was rendered in them. */
export class FrameMeter {
  readonly #counters: Counters;
  readonly #listeners = new Set<() => void>();
  readonly #timer: ReturnType<typeof setInterval>;
  #request: number;
  #frames: Frame[] = [];
  #figures = readFigures([]);
  #rendered = 0;
  #committed = 0;
  #isCommitting = false;
  /** By server, which of its reports was rendered last. */
  readonly #shown: number[] = [];
  #needless = 0;

  constructor(counters: Counters) {
    this.#counters = counters;
    this.#request = requestAnimationFrame(this.#onFrame);
    this.#timer = setInterval(() => this.#publish(), publishEveryMs);
  }

  /** How often a component rendered though what it shows had not changed. */
  get needless(): number {
    return this.#needless;
  }

  readonly getFigures = (): Figures => this.#figures;

  /** The frames of the last ten seconds, oldest first. */
  readonly getFrames = (): readonly Frame[] => this.#frames;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** To be called in a layout effect, by each component that was rendered. */
  rendered(server: number, reports: number): void {
    if (this.#shown[server] === reports) this.#needless += 1;
    this.#shown[server] = reports;
    this.#rendered += 1;
    if (this.#isCommitting) return;
    this.#committed += 1;
    this.#isCommitting = true;
    // All effects of one commit run in one go.
    queueMicrotask(() => (this.#isCommitting = false));
  }

  /** Forgets what was, as when everything was just beginning. */
  reset(): void {
    this.#frames = [];
    this.#needless = 0;
    this.#publish();
  }

  close(): void {
    cancelAnimationFrame(this.#request);
    clearInterval(this.#timer);
  }

  readonly #onFrame = (at: number): void => {
    this.#request = requestAnimationFrame(this.#onFrame);
    this.#frames.push({
      at,
      published: this.#counters.published(),
      received: this.#counters.received(),
      rendered: this.#rendered,
      committed: this.#committed,
    });
    while ((this.#frames[0]?.at ?? at) < at - windowMs) this.#frames.shift();
  };

  #publish(): void {
    // A hidden page has no frames: to count its absence as one would spoil the next ten seconds.
    if (document.hidden) this.#frames = [];
    this.#figures = readFigures(this.#frames);
    for (const listener of this.#listeners) listener();
  }
}
