import type { Clock } from './clock.js';

/** A pause that ends with its time, when it is skipped, or when nobody wants it any more. */
export class Wait {
  readonly over: Promise<void>;
  skip!: () => void;

  constructor(clock: Clock, ms: number, signal: AbortSignal) {
    this.over = new Promise((resolve) => {
      const cancel = clock.after(ms, () => this.skip());
      this.skip = () => {
        cancel();
        signal.removeEventListener('abort', this.skip);
        resolve();
      };
    });
    signal.addEventListener('abort', this.skip, { once: true });
  }
}
