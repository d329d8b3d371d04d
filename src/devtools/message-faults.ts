import type { ChannelMessage } from '../channel/port.js';
import { isCreation } from '../model/change-message.js';
import { messageIdOf } from '../model/sequence.js';
import { isText } from '../kinds.js';
import { MAX_DELAY_MS, type Faults } from './snapshot.js';

interface Held {
  readonly message: ChannelMessage;
  /** ms since the epoch. */
  readonly dueAt: number;
}

interface Dropped {
  readonly name: string;
  readonly sequenceId: string | undefined;
}

/** What is done to the live messages of one model before it has them. */
export class MessageFaults {
  readonly #deliver: (message: ChannelMessage) => void;
  readonly #changed: () => void;
  #dropsNext = false;
  #delayMs = 0;
  /** In the order of the channel. */
  #held: Held[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #dropped: readonly Dropped[] = [];
  /** Those that a result of the running sync has. */
  #beforeSync: readonly Dropped[] = [];

  constructor(deliver: (message: ChannelMessage) => void, changed: () => void) {
    this.#deliver = deliver;
    this.#changed = changed;
  }

  get view(): Omit<Faults, 'isPossible'> {
    return {
      dropsNext: this.#dropsNext,
      delayMs: this.#delayMs,
      held: this.#held.length,
      dropped: this.#dropped.map(({ name }) => name),
    };
  }

  /** @returns what is done to it; nothing to one that may pass */
  take(message: ChannelMessage): 'dropped' | 'held' | undefined {
    // What is said about another message is no event.
    if (this.#dropsNext && isCreation(message)) {
      this.#dropsNext = false;
      const name = isText(message.name) ? message.name : 'a message without a name';
      this.#dropped = [...this.#dropped, { name, sequenceId: messageIdOf(message.id) }];
      return 'dropped';
    }
    if (this.#delayMs === 0 && this.#held.length === 0) return undefined;
    // One that came earlier still goes first, also where the delay was made shorter meanwhile.
    this.#held.push({ message, dueAt: Date.now() + this.#delayMs });
    this.#wait();
    return 'held';
  }

  dropNext(): void {
    this.#dropsNext = !this.#dropsNext;
  }

  /** @param ms `MAX_DELAY_MS` at most */
  delay(ms: number): void {
    if (Number.isNaN(ms)) return;
    this.#delayMs = Math.min(Math.max(0, ms), MAX_DELAY_MS);
    if (this.#delayMs === 0) this.release();
  }

  /** A sync begins: its result has what was dropped up to now. */
  syncs(): void {
    this.#beforeSync = this.#dropped;
  }

  /** The result is here. */
  synced(): void {
    this.#dropped = this.#dropped.filter((one) => !this.#beforeSync.includes(one));
  }

  /** The model has it after all: it was read back. */
  heard(id: string): void {
    if (this.#dropped.length > 0) this.#dropped = this.#dropped.filter(({ sequenceId }) => sequenceId !== id);
  }

  /** Hands over what is held, at once. */
  release(): void {
    for (const message of this.discard()) this.#deliver(message);
  }

  /** Lets go of what is held. @returns it */
  discard(): ChannelMessage[] {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return this.#held.splice(0).map(({ message }) => message);
  }

  /** Ends it, and leaves nothing behind. */
  end(): void {
    this.#dropsNext = false;
    this.#delayMs = 0;
    this.release();
  }

  #wait(): void {
    const [first] = this.#held;
    if (this.#timer !== undefined || first === undefined) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const now = Date.now();
        const due = this.#held.findIndex(({ dueAt }) => dueAt > now);
        for (const { message } of this.#held.splice(0, due < 0 ? Infinity : due)) this.#deliver(message);
        this.#wait();
        this.#changed();
      },
      Math.max(0, first.dueAt - Date.now()),
    );
  }
}
