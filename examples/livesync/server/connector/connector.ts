import { Dispatcher } from './dispatcher.js';
import { readBacklog, type ConnectorHealth } from './health.js';
import { Leadership } from './leadership.js';
import { settingsOf, type ConnectorOptions, type Settings } from './options.js';
import { Publisher } from './publisher.js';
import { keepClean } from './retention.js';
import { within } from '../wait.js';

/**
 * Publishes the outbox: each row once, each channel's in order, whatever happens in between.
 *
 * An example of the contract of Ably's own Postgres connector (https://ably.com/docs/livesync/postgres), which can stand
 * in its place with the same tables. That one deletes what it has published; this is why positions and decisions are not
 * read off the outbox. Of several instances one publishes; the others wait to take over.
 *
 * @example
 * const connector = new Connector({ database, ably: new Realtime({ key }) });
 * await connector.start();
 */
export class Connector {
  readonly #settings: Settings;
  readonly #publisher: Publisher;
  readonly #dispatcher: Dispatcher;
  readonly #leadership: Leadership;
  /** When the run before is over: two at once would be two leaders in one. */
  #over: Promise<void> = Promise.resolve();
  /** There while it runs. */
  #run: { readonly stop: AbortController; readonly settled: Promise<void> } | undefined;

  constructor(options: ConnectorOptions) {
    this.#settings = settingsOf(options);
    this.#publisher = new Publisher(this.#settings);
    this.#dispatcher = new Dispatcher(this.#settings, this.#publisher);
    this.#leadership = new Leadership(
      this.#settings,
      async (session, signal) => {
        const over = new AbortController();
        const cleaning = keepClean(this.#settings, AbortSignal.any([signal, over.signal]));
        await this.#dispatcher.run(session, signal).finally(() => over.abort());
        await within(this.#settings.answerTimeout, cleaning, 'stop deleting old rows').catch(
          (error: unknown) => this.#publisher.noteError(error),
        );
      },
      (error) => this.#publisher.noteError(error),
    );
  }

  /**
   * Publishes what has gathered, then what comes, unless another instance does. Resolves when that is known, or the
   * database cannot be reached; it is tried again until `stop()`.
   */
  start(): Promise<void> {
    if (this.#run === undefined) {
      const stop = new AbortController();
      const before = this.#over;
      const settled = new Promise<void>((resolve) => {
        this.#over = before.then(() => this.#leadership.run(stop.signal, resolve)).finally(resolve);
      });
      this.#run = { stop, settled };
    }
    return this.#run.settled;
  }

  /** Resolves when the rows in hand are published and marked; nothing is published afterwards, unless `stopTimeout` has passed first. */
  async stop(): Promise<void> {
    this.#run?.stop.abort();
    this.#run = undefined;
    await this.#over;
  }

  /** Never rejects. */
  async health(): Promise<ConnectorHealth> {
    const { database, alarmAfter } = this.#settings;
    const backlog = await readBacklog(database).catch((error: unknown) => {
      this.#publisher.noteError(error);
      return { waiting: null, oldestWaitingMs: null, unpublishable: null };
    });
    const { oldestWaitingMs, unpublishable } = backlog;
    const isFlowing = oldestWaitingMs !== null && oldestWaitingMs < alarmAfter;
    return {
      ok: this.#leadership.isConnected && isFlowing && unpublishable === 0,
      leading: this.#leadership.isLeading,
      ...backlog,
      held: this.#dispatcher.held.slice(0, 20),
      published: this.#publisher.published,
      lastError: this.#publisher.lastError,
    };
  }
}
