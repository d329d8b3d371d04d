import type { Session } from '../database.js';
import { Bell } from './bell.js';
import { HeldChannels, type HeldChannel } from './held-channels.js';
import { describe } from './logger.js';
import type { Settings } from './options.js';
import { Outbox, type OutboxRow } from './outbox.js';
import type { Publisher } from './publisher.js';
import { wait, within } from '../wait.js';

/** More failing channels than that at once, and it is not the channels: nothing more is read until some may be tried again. */
const mostHeld = 1_000;

/** What the leader does: reads what is waiting, and publishes each channel's rows one after the other. */
export class Dispatcher {
  readonly #settings: Settings;
  readonly #publisher: Publisher;
  readonly #bell = new Bell();
  readonly #held: HeldChannels;
  /** The channels with rows in hand. */
  readonly #lanes = new Map<string, Promise<void>>();

  constructor(settings: Settings, publisher: Publisher) {
    this.#settings = settings;
    this.#publisher = publisher;
    this.#held = new HeldChannels(settings.backoff, () => this.#bell.ring());
  }

  get held(): HeldChannel[] {
    return this.#held.all;
  }

  /**
   * Publishes until the signal says that the lead is over; resolves when the rows in hand are done with.
   *
   * Everything is read through the session that holds the lock: who has lost it gets no more rows.
   *
   * @throws what the session throws
   */
  async run(session: Session, signal: AbortSignal): Promise<void> {
    const { ably, pollInterval, answerTimeout } = this.#settings;
    const over = new AbortController();
    const until = AbortSignal.any([signal, over.signal]);
    const wake = (): void => this.#bell.ring();
    const reconnected = (): void => this.#held.freeAll();
    // A notification may be lost, with a connection or with a server; the next one may be an hour away.
    const poll = setInterval(wake, pollInterval);
    signal.addEventListener('abort', wake);
    ably.connection.on('connected', reconnected);
    try {
      // Before the first read: a row that is written between the two would wait.
      await session.listen('ably_adbc', wake);
      const outbox = new Outbox(session);
      while (!signal.aborted) {
        await within(answerTimeout, this.#fill(outbox, until), 'read the outbox');
        await this.#bell.heard();
      }
    } finally {
      over.abort();
      clearInterval(poll);
      signal.removeEventListener('abort', wake);
      ably.connection.off('connected', reconnected);
      await this.#end();
    }
  }

  /** Gives each free lane a channel. */
  async #fill(outbox: Outbox, signal: AbortSignal): Promise<void> {
    const channels = this.#settings.concurrency - this.#lanes.size;
    const waiting = this.#held.waiting;
    // Not all that have failed: those that may be tried again have to be read for it.
    if (channels <= 0 || waiting.length >= mostHeld) return;
    const except = [...this.#lanes.keys(), ...waiting];
    const found = await outbox.next({ channels, rows: this.#settings.pageSize, except });
    for (const [channel, rows] of found) {
      const lane = this.#publishInOrder(channel, rows, signal).finally(() => {
        this.#lanes.delete(channel);
        // There may be more of that channel than was read, and more has come.
        this.#bell.ring();
      });
      this.#lanes.set(channel, lane);
    }
  }

  async #publishInOrder(channel: string, rows: readonly OutboxRow[], signal: AbortSignal): Promise<void> {
    try {
      for (const row of rows) {
        if (!(await this.#publisher.publish(row, signal))) return;
        this.#held.forget(channel);
      }
    } catch (error) {
      // The rest of the rows stays behind the one that failed.
      const held = this.#held.hold(channel, describe(error));
      this.#settings.logger.warn(held, 'unable to publish; trying again');
    } finally {
      this.#publisher.release(channel);
    }
  }

  async #end(): Promise<void> {
    const { stopTimeout, logger } = this.#settings;
    const lanes = [...this.#lanes.values()];
    const gaveUp = new AbortController();
    await Promise.race([Promise.all(lanes), wait(stopTimeout, gaveUp.signal)]);
    gaveUp.abort();
    if (this.#lanes.size > 0)
      logger.warn({ channels: [...this.#lanes.keys()] }, 'unable to wait any longer; rows stay in doubt');
    this.#held.clear();
  }
}
