import type { Clock } from './clock.js';

/** A pause that ends with its time, when it is skipped, or when nobody wants it any more. */
export class Wait {
  readonly over: Promise<void>;
  readonly skip: () => void;

  constructor(clock: Clock, ms: number, signal: AbortSignal) {
    let end!: () => void;
    this.over = new Promise((resolve) => {
      end = resolve;
    });
    const cancel = clock.after(ms, () => this.skip());
    this.skip = () => {
      cancel();
      signal.removeEventListener('abort', this.skip);
      end();
    };
    signal.addEventListener('abort', this.skip, { once: true });
  }
}
