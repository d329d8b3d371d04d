import { ModelsError, reasonOf } from '../errors.js';
import type { Clock } from '../model/clock.js';
import type { Logger } from '../model/logger.js';
import type { RetryStrategy } from '../model/retry.js';
import { shareStructure } from '../model/share-structure.js';
import { isUntouched } from './changes.js';
import { toEvent } from './check-rows.js';
import { isUnsent, type Entry } from './entry.js';
import type { ModelLinks } from './model-links.js';
import { NonRetriableError } from './non-retriable-error.js';
import type { Queue } from './queue.js';
import type { SendOptions } from './sends.js';

/** How many models send at the same time: more would take the connections of the page from everything else. */
const LANES = 4;

export interface DeliveryOptions {
  readonly sends: ReadonlyMap<string, SendOptions>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** ms to wait before the given attempt. */
  readonly backoff: RetryStrategy;
  /** ms for one attempt. */
  readonly sendTimeout: number;
  /** From 0 to below 1. */
  readonly random: () => number;
}

/** Brings the mutations of the queue to the backend: those of one model one after the other, in their order. */
export class Delivery {
  readonly #queue: Queue;
  readonly #links: ModelLinks;
  readonly #options: DeliveryOptions;
  /** The models that are being sent for. */
  readonly #lanes = new Set<string>();
  readonly #unknownSends = new Set<string>();
  /** Whether this tab is the one that sends for all. */
  isLeading = false;
  isOnline = false;
  isPaused = false;
  isClosed = false;

  constructor(queue: Queue, links: ModelLinks, options: DeliveryOptions) {
    this.#queue = queue;
    this.#links = links;
    this.#options = options;
  }

  /** Begins whatever may begin; to be called after anything has changed. */
  start(): void {
    if (this.isClosed || this.isPaused || !this.isOnline) return;
    const heads = new Map<string, Entry>();
    for (const entry of this.#queue.entries) {
      if (isUnsent(entry) && !heads.has(entry.row.model)) heads.set(entry.row.model, entry);
    }
    for (const [model, entry] of heads) {
      if (this.#lanes.size >= LANES) return;
      if (this.#lanes.has(model) || !this.#mayBeSent(entry)) continue;
      this.#lanes.add(model);
      void this.#send(entry).finally(() => {
        this.#lanes.delete(model);
        this.start();
      });
    }
  }

  /** What was to be tried again after a while is tried now. */
  hurry(): void {
    for (const entry of this.#queue.entries) this.#stopWaiting(entry);
    this.start();
  }

  #mayBeSent(entry: Entry): boolean {
    const { kept, row } = entry;
    // One that the storage did not take is known to this tab only.
    const isOurs = kept === 'memory' || (kept === 'stored' && this.isLeading);
    if (!isOurs || entry.stopWaiting !== undefined) return false;
    return this.#isKnown(row.send) && this.#links.hasCaughtUp(row.model);
  }

  #isKnown(send: string): boolean {
    if (this.#options.sends.has(send)) return true;
    if (!this.#unknownSends.has(send)) {
      this.#unknownSends.add(send);
      const error = new ModelsError(
        'invalid-options',
        `unable to send kept mutations; persistModels needs \`sends.${send}\`, and those behind them wait`,
      );
      this.#options.logger.error({ error }, error.message);
    }
    return false;
  }

  async #send(entry: Entry): Promise<void> {
    const options = this.#options.sends.get(entry.row.send);
    if (options === undefined || !(await this.#agree(entry, options))) return;
    // Before anything is sent: from here on nobody may take it for one that the backend cannot have.
    const attempts = entry.row.attempts + 1;
    const begun = await this.#queue.change(entry, (row) =>
      isUnsent({ row }) ? { ...row, status: 'sending', attempts: Math.max(row.attempts, attempts) } : row,
    );
    if (begun !== 'changed' || this.#isOver(entry)) return;
    const failure = await this.#attempt(entry, options);
    if (this.#isOver(entry)) return;
    if (failure === undefined) {
      entry.wasUncertain = entry.row.attempts > 1;
      await this.#queue.change(entry, (row) =>
        row.status === 'sending' ? { ...row, status: 'acknowledged', acknowledgedAt: Date.now() } : row,
      );
    } else if (failure.thrown instanceof NonRetriableError) {
      const error = failure.thrown.message;
      await this.#queue.change(entry, (row) =>
        row.status === 'sending' ? { ...row, status: 'failed', error } : row,
      );
    } else this.#waitForNext(entry, failure.thrown);
  }

  /** Whether it is no longer for this tab to send. */
  #isOver(entry: Entry): boolean {
    return this.isClosed || this.#queue.get(entry.row.mutationId) !== entry;
  }

  async #attempt(entry: Entry, { send }: SendOptions): Promise<{ readonly thrown: unknown } | undefined> {
    const { mutationId, event, model, attempts: attempt } = entry.row;
    const { clock, sendTimeout } = this.#options;
    const controller = (entry.attempt = new AbortController());
    let stopTimer!: () => void;
    const ended = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => reject(controller.signal.reason as Error));
      stopTimer = clock.after(sendTimeout, () => {
        controller.abort(new Error(`\`send\` did not answer within ${sendTimeout} ms`));
      });
    });
    try {
      const answer = Promise.resolve({ mutationId, event, model, attempt, signal: controller.signal }).then(
        send,
      );
      // Confirmed before it was answered: those behind it need not wait for that.
      const left = new Promise<void>((resolve) => (entry.stopAttempt = resolve));
      await Promise.race([answer, ended, left]);
      return undefined;
    } catch (thrown) {
      return { thrown };
    } finally {
      stopTimer();
      entry.attempt = undefined;
      entry.stopAttempt = undefined;
    }
  }

  #waitForNext(entry: Entry, thrown: unknown): void {
    const { clock, backoff, random, logger } = this.#options;
    const { mutationId, model, attempts } = entry.row;
    logger.warn(
      { model, mutationId, attempts, error: thrown },
      `unable to send the mutation "${entry.row.event.name}"; ${reasonOf(thrown)}`,
    );
    // Half of it by chance: clients that lost one server at the same time do not come back at the same time.
    const wait = backoff(attempts) * (0.5 + random() / 2);
    const stop = clock.after(wait, () => {
      this.#stopWaiting(entry);
      this.start();
    });
    entry.stopWaiting = stop;
  }

  #stopWaiting(entry: Entry): void {
    entry.stopWaiting?.();
    entry.stopWaiting = undefined;
  }

  /** Asks what is to become of a mutation that was made on something else. @returns whether it is to be sent now */
  async #agree(entry: Entry, { basedOn, onConflict }: SendOptions): Promise<boolean> {
    const { row } = entry;
    const snapshot = this.#links.get(row.model)?.model.getSnapshot();
    if (!onConflict || !basedOn || !isUntouched(row) || !('basedOn' in row) || !snapshot?.hasData)
      return true;
    const { mutationId, model, event: made } = row;
    try {
      const now = basedOn(snapshot.confirmed, made);
      if (shareStructure(row.basedOn, now) === row.basedOn) return true;
      const answer = onConflict({ mutationId, model, event: made }, snapshot.confirmed);
      if (answer === 'keep') return true;
      if (answer === 'drop') {
        const why = 'what it was based on has changed, and `onConflict` dropped it';
        const error = new ModelsError(
          'mutation-cancelled',
          `unable to confirm mutation "${mutationId}" (${made.name}); ${why}`,
        );
        this.#queue.end(entry, 'cancelled', error);
        return false;
      }
      const event = toEvent(answer.replace);
      if (event === undefined) throw new Error('it answered no event to replace it by');
      const replaced = await this.#queue.change(entry, (current) =>
        isUntouched(current) ? { ...current, event, basedOn: now } : current,
      );
      return replaced === 'changed';
    } catch (error) {
      this.#options.logger.error(
        { model, mutationId, error },
        'onConflict threw; the mutation is sent as it is',
      );
      return true;
    }
  }
}
