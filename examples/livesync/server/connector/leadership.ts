import type { Session } from '../database.js';
import { describe } from './logger.js';
import type { Settings } from './options.js';
import { wait, within } from '../wait.js';

/** Who leads is told until when. */
export type Lead = (session: Session, signal: AbortSignal) => Promise<void>;

/** Of the advisory lock: with another one, another part of the channels could be led by another instance. */
const lockName = 'livesync connector';

/**
 * Sees to it that one instance leads. The lock belongs to a session, so that it is free when its holder is gone, whatever
 * became of it.
 */
export class Leadership {
  readonly #settings: Settings;
  readonly #lead: Lead;
  readonly #noteError: (error: unknown) => void;
  #isLeading = false;
  #isConnected = false;

  constructor(settings: Settings, lead: Lead, noteError: (error: unknown) => void) {
    this.#settings = settings;
    this.#lead = lead;
    this.#noteError = noteError;
  }

  get isLeading(): boolean {
    return this.#isLeading;
  }

  /** Whether it leads or waits for the lead, and is not cut off from the database. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Leads whenever it can; calls `settled` when it is known for the first time whether it does. */
  async run(signal: AbortSignal, settled: () => void): Promise<void> {
    for (let failures = 0; !signal.aborted;) {
      try {
        await this.#serve(signal, () => {
          failures = 0;
          settled();
        });
      } catch (error) {
        failures += 1;
        this.#noteError(error);
        this.#settings.logger.warn({ error: describe(error), failures }, 'unable to go on; connecting again');
        settled();
        await wait(this.#settings.backoff(failures), signal);
      }
    }
  }

  async #serve(signal: AbortSignal, settled: () => void): Promise<void> {
    const session = await this.#connect();
    const lost = new AbortController();
    void session.lost.then((error) => lost.abort(error));
    const until = AbortSignal.any([signal, lost.signal]);
    try {
      this.#isConnected = true;
      await this.#waitForLock(session, until, settled);
      if (!until.aborted) {
        this.#isLeading = true;
        settled();
        await this.#lead(session, until);
      }
    } finally {
      this.#isLeading = this.#isConnected = false;
      // Whoever does not answer any more says no goodbye either.
      await within(this.#settings.answerTimeout, session.end(), 'end the session').catch(() => undefined);
    }
    lost.signal.throwIfAborted();
  }

  async #connect(): Promise<Session> {
    const connecting = this.#settings.database.connect();
    try {
      return await within(this.#settings.answerTimeout, connecting, 'connect to the database');
    } catch (error) {
      // It may come to be all the same, and then nobody would end it.
      void connecting.then((session) => session.end()).catch(() => undefined);
      throw error;
    }
  }

  #tryLock(session: Session): Promise<boolean> {
    return within(this.#settings.answerTimeout, session.tryLock(lockName), 'ask for the lead');
  }

  /** Asks again and again: a statement that waits in the database would keep it from cleaning up behind the writers. */
  async #waitForLock(session: Session, signal: AbortSignal, settled: () => void): Promise<void> {
    while (!signal.aborted && !(await this.#tryLock(session))) {
      settled();
      await wait(this.#settings.pollInterval, signal);
    }
  }
}
