import type { Message } from 'ably';
import { describe } from './logger.js';
import { Marks } from './marks.js';
import { badChannelName, codeOf, isHopeless, messageOf, standInFor } from './message.js';
import type { Settings } from './options.js';
import { setAside, type OutboxRow } from './outbox.js';
import { Pace } from './pace.js';

/** Publishes single rows, and notes that it has. */
export class Publisher {
  readonly #settings: Settings;
  readonly #marks: Marks;
  readonly #pace: Pace;
  #published = 0;
  #lastError: string | null = null;

  constructor(settings: Settings) {
    this.#settings = settings;
    this.#marks = new Marks(settings.database, settings.answerTimeout);
    this.#pace = new Pace(settings.maxRate);
  }

  /** How many rows, since it was made. */
  get published(): number {
    return this.#published;
  }

  /** The newest, also when it has passed. */
  get lastError(): string | null {
    return this.#lastError;
  }

  noteError(error: unknown): void {
    this.#lastError = describe(error);
  }

  /**
   * Publishes a row, waits for its ACK, and marks it: in this order, so that a crash in between publishes it again, with
   * the same message id, and never not at all.
   *
   * @returns false where the signal was aborted, and nothing was published
   * @throws what Ably says, where trying again may help; or the database
   */
  async publish(row: OutboxRow, signal: AbortSignal): Promise<boolean> {
    await this.#pace.turn(signal);
    if (signal.aborted) return false;
    try {
      await this.#send(row, messageOf(row));
    } catch (error) {
      this.noteError(error);
      if (!isHopeless(error)) throw error;
      await this.#goOnWithout(row, error);
      return true;
    }
    await this.#marks.mark(row.id);
    this.#published += 1;
    return true;
  }

  /** Lets go of Ably's channel object: there may be millions of channels in the life of a connector. */
  release(channel: string): void {
    const { channels } = this.#settings.ably;
    // A failed channel refuses everything for good; the next one of that name starts afresh.
    if (['initialized', 'detached', 'failed'].includes(channels.get(channel).state))
      channels.release(channel);
  }

  /** One row a publish: within one, Ably takes no ids but `base:0`, `base:1`, and these have to be the rows' own. */
  #send({ channel }: OutboxRow, message: Message): Promise<unknown> {
    return this.#settings.ably.channels.get(channel).publish(message);
  }

  /** A row that will never be taken would hold its channel back for ever. */
  async #goOnWithout(row: OutboxRow, error: unknown): Promise<void> {
    const { database, logger } = this.#settings;
    const why = `${codeOf(error) ?? ''} ${describe(error)}`;
    logger.error({ channel: row.channel, sequenceId: row.id, why }, 'unable to publish a row; set aside');
    try {
      await this.#send(row, standInFor(row));
    } catch (failure) {
      // Where it is the channel's name that is wrong, nobody can be listening. Otherwise nobody would notice that it is gone.
      if (codeOf(failure) !== badChannelName) throw failure;
    }
    await setAside(database, row, why);
  }
}
