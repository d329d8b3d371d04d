import { ModelsError, type ModelsErrorCode } from '../errors.js';
import type { ConnectionView } from '../channel/port.js';
import type { CoreModel } from '../model/core-model.js';
import type { KeptMutation } from '../model/companion.js';
import type { ConfirmedEvent, MutationEvent } from '../model/event.js';
import type { LiveModel } from '../model/live-model.js';
import { Listeners } from '../store/listeners.js';
import { Delivery, type DeliveryOptions } from './delivery.js';
import type { Entry, MutationEnd } from './entry.js';
import { Intake } from './intake.js';
import { ModelLinks } from './model-links.js';
import { emptyOutbox, toOutboxState, type OutboxState } from './outbox-state.js';
import { Queue } from './queue.js';
import type { SafeStorage } from './safe-storage.js';
import type { Bus, Leadership, TabMessage } from './tabs.js';

export interface OutboxOptions extends DeliveryOptions {
  readonly storage: SafeStorage;
  readonly bus: Bus;
  readonly leadership: Leadership;
  readonly connection: ConnectionView;
  /** Whether the browser believes that there is a network; asked where Ably's connection has ended for good. */
  readonly hasNetwork: () => boolean;
  /** ms from the acknowledgement of a mutation until a confirmation that did not come is looked for. */
  readonly timeout: number;
}

interface Term {
  stop: () => void;
  stopLooking?: () => void;
}

/** ms after which the tab that sends looks for what another has stored and, gone in that moment, never told of. */
const LOOK_AFTER_MS = 10_000;

/** States of Ably's connection that no waiting ends. */
const ENDED: readonly string[] = ['failed', 'closed', 'closing'];

/** The mutations of one user that outlive the page: shown, kept, and brought to the backend by one of the tabs. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #listeners = new Listeners();
  readonly #queue: Queue;
  readonly #links: ModelLinks;
  readonly #delivery: Delivery;
  readonly #intake: Intake;
  readonly #stopObserving: () => void;
  /** In which this tab sends for all, or waits for that. */
  #term: Term | undefined;
  #mayLead = true;
  #shown: OutboxState = emptyOutbox;
  #isToldSoon = false;
  /** Whether anybody has said so, or this tab did: an answer to a new tab may be older than that. */
  #knowsIfPaused = false;
  /** Resolves when what earlier pages left is known, or cannot be. */
  readonly loaded: Promise<void>;

  constructor(options: OutboxOptions) {
    const { storage, bus, connection, clock, logger, timeout } = options;
    this.#options = options;
    this.#queue = new Queue(storage, bus, {
      arrived: (entry) => this.#links.show(entry),
      amended: (entry) => this.#links.amend(entry),
      acknowledged: (entry) => this.#links.awaitConfirmation(entry),
      left: (entry, error) => this.#links.hide(entry, error),
      changed: () => this.#changed(),
    });
    const owner = {
      entriesOf: (model: string) => this.#queue.entries.filter(({ row }) => row.model === model),
      decided: (entry: Entry, end: MutationEnd, error?: ModelsError) =>
        this.#queue.end(
          entry,
          end,
          error ??
            (end === 'rejected'
              ? unconfirmed('mutation-rejected', entry, 'the backend rejected it')
              : undefined),
        ),
      moved: () => this.#changed(),
    };
    this.#links = new ModelLinks(owner, clock, logger, timeout);
    this.#delivery = new Delivery(this.#queue, this.#links, options);
    this.#intake = new Intake(this.#queue, this.#links, options);
    bus.listen((message) => this.#hear(message));
    bus.post({ type: 'hello' });
    this.#stopObserving = connection.observe(() => this.lookAtConnection());
    this.lookAtConnection();
    // What nobody here has read yet could be sent by nobody here.
    this.loaded = this.#queue.read().then(() => this.campaign());
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#listeners.add(listener);

  readonly getSnapshot = (): OutboxState => this.#shown;

  /** Sends nothing until `resume()`, in all tabs. What is on its way goes on. */
  readonly pause = (): void => this.#pause(true);

  readonly resume = (): void => this.#pause(false);

  /** Takes a mutation back, whoever made it; one on its way may reach the backend all the same. */
  readonly cancel = (mutationId: string): void => {
    const entry = this.#queue.get(mutationId);
    if (entry === undefined || entry.row.status === 'failed') return;
    this.#queue.end(entry, 'cancelled', unconfirmed('mutation-cancelled', entry, 'it was cancelled'));
  };

  /** Sends one that failed again, behind nobody that came before it. */
  readonly retry = (mutationId: string): void => {
    const entry = this.#queue.get(mutationId);
    if (entry?.row.status !== 'failed') return;
    this.#intake.revive(entry);
    this.#changed();
  };

  /** Forgets one that failed. */
  readonly dismiss = (mutationId: string): void => {
    const entry = this.#queue.get(mutationId);
    if (entry?.row.status === 'failed') this.#queue.end(entry, 'dismissed');
  };

  /** @see Companion.mutate */
  mutate(model: LiveModel<unknown>, send: string, event: MutationEvent): KeptMutation {
    const made = this.#intake.mutate(model, send, event);
    this.#changed();
    return { ...made, cancel: () => this.cancel(made.mutationId) };
  }

  /** Sends for all tabs as soon as no other does. */
  campaign(): void {
    if (!this.#mayLead || this.#term !== undefined) return;
    const term: Term = { stop: () => undefined };
    this.#term = term;
    term.stop = this.#options.leadership.campaign(() => void this.#lead(term));
  }

  /** Leaves the sending to another tab. What is on its way goes on. */
  stepDown(): void {
    this.#delivery.isLeading = false;
    this.#term?.stop();
    this.#term?.stopLooking?.();
    this.#term = undefined;
    this.#changed();
  }

  /** Follows a model, and shows in it what is kept. */
  link(model: CoreModel<unknown>): void {
    this.#links.link(model);
  }

  /** Notes what the backend said of a mutation, before anybody here may have heard of that. */
  heard(model: string, event: ConfirmedEvent): void {
    this.#links.heard(model, event);
  }

  /** Notes that a sync call begins. @returns to be called with its answer */
  syncing(
    model: string,
    params: readonly unknown[],
  ): (contained: ReadonlyMap<string, 'confirmed' | 'rejected'>) => void {
    const link = this.#links.get(model);
    if (link === undefined) return () => undefined;
    link.params = params;
    const number = (link.begun += 1);
    return (contained) => {
      link.answered = Math.max(link.answered, number);
      for (const [mutationId, end] of contained) link.contained.set(mutationId, end);
    };
  }

  /** Forgets everything, in memory, and leaves the sending to who signs in next. */
  clear(): void {
    this.#mayLead = false;
    this.stepDown();
    this.#queue.clear(cancelled('what was kept was cleared'));
  }

  /** Resolves when all that was begun with the storage has come to its end. */
  get settled(): Promise<void> {
    return this.#queue.settled;
  }

  /** Sends nothing from then on; what is on its way to the storage goes on. */
  stop(): void {
    this.#delivery.isClosed = true;
    this.#mayLead = false;
    this.#stopObserving();
    this.stepDown();
    for (const entry of this.#queue.entries) {
      entry.attempt?.abort(new Error('the outbox was closed'));
      entry.stopWaiting?.();
      entry.stopWatching?.();
    }
  }

  /** Takes all of it off the screen, and leaves it in the storage: what is not followed any more would never be answered. */
  leave(): void {
    this.#queue.leave(cancelled('the client is closed, and what is kept is left to the next'));
  }

  async #lead(term: Term): Promise<void> {
    // What the one before has done, and the others have added.
    await this.#queue.read();
    if (this.#term !== term) return;
    this.#delivery.isLeading = true;
    this.#lookAfterAWhile(term);
    this.#changed();
  }

  #lookAfterAWhile(term: Term): void {
    term.stopLooking = this.#options.clock.after(LOOK_AFTER_MS, () => {
      void this.#queue.read();
      this.#lookAfterAWhile(term);
    });
  }

  #pause(isPaused: boolean): void {
    this.#options.bus.post({ type: 'paused', isPaused });
    this.#hear({ type: 'paused', isPaused });
  }

  #hear(message: TabMessage): void {
    const { bus } = this.#options;
    this.#queue.hear(message);
    if (message.type === 'hello' && this.#delivery.isPaused)
      bus.post({ type: 'paused', isPaused: true, isAnswer: true });
    if (message.type !== 'paused' || (message.isAnswer && this.#knowsIfPaused)) return;
    this.#knowsIfPaused = true;
    this.#delivery.isPaused = message.isPaused;
    this.#changed();
  }

  /** The connection, or the network, may be another one. */
  lookAtConnection(): void {
    const { connection, hasNetwork } = this.#options;
    const state = connection.getState();
    const wasOnline = this.#delivery.isOnline;
    this.#delivery.isOnline = state === 'connected' || (ENDED.includes(state) && hasNetwork());
    if (!wasOnline && this.#delivery.isOnline) this.#delivery.hurry();
    this.#changed();
  }

  #changed(): void {
    this.#delivery.start();
    if (this.#isToldSoon) return;
    this.#isToldSoon = true;
    queueMicrotask(() => {
      this.#isToldSoon = false;
      const { isOnline, isPaused, isLeading } = this.#delivery;
      const circumstances = { isOnline, isPaused, isLeading, progress: this.#links.progress };
      const next = toOutboxState(this.#queue.entries, circumstances, this.#shown);
      if (next === this.#shown) return;
      this.#shown = next;
      this.#listeners.notify();
    });
  }
}

const cancelled = (why: string) =>
  new ModelsError('mutation-cancelled', `unable to confirm kept mutations; ${why}`);

const unconfirmed = (code: ModelsErrorCode, { row: { mutationId, event } }: Entry, why: string) =>
  new ModelsError(code, `unable to confirm mutation "${mutationId}" (${event.name}); ${why}`);
