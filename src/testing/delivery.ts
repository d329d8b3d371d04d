import type { DeliveredMessage } from './channel-log.js';

interface OnItsWay {
  readonly message: DeliveredMessage;
  isDue: boolean;
  timer?: ReturnType<typeof setTimeout>;
}

/** How it goes with a channel's messages, whichever client they are on their way to. */
export interface Conditions {
  /** ms that the next messages are on their way; 0 delivers them in the same tick. */
  delay: number;
  /** How many of the next messages come after the one that follows them. */
  swaps: number;
}

/** What is between the server and the client: messages that take their time, or overtake each other. */
export class Delivery {
  readonly #conditions: Conditions;
  readonly #hand: (message: DeliveredMessage) => void;
  readonly #queue: OnItsWay[] = [];
  #heldBack: DeliveredMessage | undefined;

  constructor(conditions: Conditions, hand: (message: DeliveredMessage) => void) {
    this.#conditions = conditions;
    this.#hand = hand;
  }

  /** How many messages are on their way. */
  get size(): number {
    return this.#queue.length + (this.#heldBack === undefined ? 0 : 1);
  }

  send(message: DeliveredMessage): void {
    const heldBack = this.#heldBack;
    if (heldBack !== undefined) {
      this.#heldBack = undefined;
      this.#enqueue(message);
      this.#enqueue(heldBack);
    } else if (this.#conditions.swaps > 0) {
      this.#conditions.swaps -= 1;
      this.#heldBack = message;
    } else this.#enqueue(message);
  }

  /** Loses what is on its way. */
  clear(): void {
    for (const { timer } of this.#queue.splice(0)) clearTimeout(timer);
    this.#heldBack = undefined;
  }

  #enqueue(message: DeliveredMessage): void {
    const { delay } = this.#conditions;
    const one: OnItsWay = { message, isDue: delay === 0 };
    this.#queue.push(one);
    if (!one.isDue) {
      one.timer = setTimeout(() => {
        one.isDue = true;
        this.#run();
      }, delay);
    }
    this.#run();
  }

  /** In order: one without a delay waits for those before it, as on a socket. */
  #run(): void {
    while (this.#queue[0]?.isDue === true) {
      const next = this.#queue.shift();
      if (next) this.#hand(next.message);
    }
  }
}
