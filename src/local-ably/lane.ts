interface Passenger {
  enteredAt: number;
  arrive: () => void;
}

/**
 * One direction of a network: what enters first arrives first, and each `latency()` ms after it entered.
 * The delay is looked up when it counts, so that changing it never lets a later frame overtake an earlier one.
 */
export class Lane {
  readonly #latency: () => number;
  #passengers: Passenger[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(latency: () => number) {
    this.#latency = latency;
  }

  enter(arrive: () => void): void {
    if (this.#passengers.length === 0 && this.#latency() <= 0) {
      arrive();
      return;
    }
    this.#passengers.push({ enteredAt: performance.now(), arrive });
    this.#schedule();
  }

  /** To be called when the latency has changed. */
  reschedule(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule();
  }

  /** Loses what is under way. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#passengers = [];
  }

  #schedule(): void {
    const first = this.#passengers[0];
    if (first === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => this.#arrivals(), first.enteredAt + this.#latency() - performance.now());
  }

  #arrivals(): void {
    // Still set while others arrive: what enters meanwhile must queue behind them.
    const due = performance.now() - this.#latency();
    let first = this.#passengers[0];
    // A timer may be up to a millisecond early; waiting again for so little would stall bursts.
    while (first !== undefined && first.enteredAt <= due + 1) {
      first.arrive();
      this.#passengers.shift();
      first = this.#passengers[0];
    }
    this.reschedule();
  }
}
