/** Counts frames, from the time that it is made. */
export class Frames {
  /** ms from each frame to the next. */
  readonly gaps: number[] = [];
  #last = performance.now();
  #handle: number;

  constructor() {
    // First in line: what else runs in a frame belongs to the frame that was counted.
    const tick = () => {
      const now = performance.now();
      this.gaps.push(now - this.#last);
      this.#last = now;
      this.#handle = requestAnimationFrame(tick);
    };
    this.#handle = requestAnimationFrame(tick);
  }

  get current(): number {
    return this.gaps.length;
  }

  stop(): void {
    cancelAnimationFrame(this.#handle);
  }
}

/** The tasks of 50 ms and more, as the browser reports them. */
export class LongTasks {
  readonly durations: number[] = [];
  readonly #observer = new PerformanceObserver((list) => this.#take(list.getEntries()));

  constructor() {
    this.#observer.observe({ type: 'longtask' });
  }

  /** Ends it. @returns ms of the longest, 0 when there was none */
  stop(): number {
    this.#take(this.#observer.takeRecords());
    this.#observer.disconnect();
    return Math.max(0, ...this.durations);
  }

  #take(entries: readonly PerformanceEntry[]): void {
    this.durations.push(...entries.map((entry) => entry.duration));
  }
}
