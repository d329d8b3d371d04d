import type { ModelsError } from '../errors.js';
import type { CoreModel } from '../model/core-model.js';
import type { ConfirmedEvent } from '../model/event.js';
import type { Logger } from '../model/logger.js';
import type { Clock } from '../model/clock.js';
import type { Entry } from './entry.js';

/** A model of this tab. */
export interface ModelLink {
  readonly model: CoreModel<unknown>;
  /** What the sync function was called with last. */
  params: readonly unknown[];
  /** Sync calls that have begun. */
  begun: number;
  /** The number of the latest of them that was answered. */
  answered: number;
  /** What an answer said to be contained in it, and how the backend had decided. */
  readonly contained: Map<string, 'confirmed' | 'rejected'>;
  /** The mutations that it heard were confirmed, whoever made them: the latest of them. */
  readonly heard: Set<string>;
  isLookedAtSoon: boolean;
}

/** How many are remembered. */
const HEARD_KEPT = 1_000;

interface Owner {
  /** In the order in which they are sent. */
  entriesOf(model: string): readonly Entry[];
  /** The model has shown that the backend has decided. */
  decided(entry: Entry, end: 'confirmed' | 'rejected', error?: ModelsError): void;
  /** It may have caught up, or begun to. */
  moved(): void;
}

/** The models of this tab, and the kept mutations that they show. */
export class ModelLinks {
  readonly #owner: Owner;
  readonly #clock: Clock;
  readonly #logger: Logger;
  /** ms after which an acknowledged mutation without a confirmation is looked for in a new sync result. */
  readonly #timeout: number;
  readonly #links = new Map<string, ModelLink>();

  constructor(owner: Owner, clock: Clock, logger: Logger, timeout: number) {
    this.#owner = owner;
    this.#clock = clock;
    this.#logger = logger;
    this.#timeout = timeout;
  }

  get(name: string): ModelLink | undefined {
    return this.#links.get(name);
  }

  /** How many of the models that run have caught up. */
  get progress(): { readonly caughtUp: number; readonly total: number } {
    let caughtUp = 0;
    let total = 0;
    for (const [name, { model }] of this.#links) {
      const { state } = model.getSnapshot();
      if (state !== 'syncing' && state !== 'ready') continue;
      total += 1;
      if (this.hasCaughtUp(name)) caughtUp += 1;
    }
    return { caughtUp, total };
  }

  /** Follows a model from its first moment on, and shows in it what is kept. */
  link(model: CoreModel<unknown>): void {
    const earlier = this.#links.get(model.name);
    // Let go of in this very tick.
    if (earlier) this.#unlink(earlier);
    const link: ModelLink = {
      model,
      params: [],
      begun: 0,
      answered: 0,
      contained: new Map(),
      heard: new Set(),
      isLookedAtSoon: false,
    };
    this.#links.set(model.name, link);
    for (const entry of this.#owner.entriesOf(model.name)) this.show(entry);
    model.observe(() => {
      if (link.isLookedAtSoon) return;
      link.isLookedAtSoon = true;
      // Not in the middle of a change: what is done here may be another.
      queueMicrotask(() => {
        link.isLookedAtSoon = false;
        this.#look(link);
      });
    });
  }

  heard(name: string, { mutationId, rejected }: ConfirmedEvent): void {
    const heard = this.#links.get(name)?.heard;
    if (heard === undefined || mutationId === undefined) return;
    // One that the model does not show does not settle there.
    const entry = this.#owner
      .entriesOf(name)
      .find(({ row, shown }) => row.mutationId === mutationId && !shown && row.status !== 'failed');
    if (entry) this.#decideSoon(entry, rejected ? 'rejected' : 'confirmed');
    if (rejected) return;
    heard.add(mutationId);
    const [oldest] = heard;
    if (heard.size > HEARD_KEPT && oldest !== undefined) heard.delete(oldest);
  }

  /** Whether what is sent now meets a model that knows what others did meanwhile. Nobody's model has nothing to wait for. */
  hasCaughtUp(name: string): boolean {
    const snapshot = this.#links.get(name)?.model.getSnapshot();
    return snapshot?.state !== 'syncing' && !(snapshot?.state === 'ready' && snapshot.isStale);
  }

  /** Lays it over the state of its model, if there is one here. */
  show(entry: Entry): void {
    const { mutationId, model: name, event, madeAt, status } = entry.row;
    const link = this.#links.get(name);
    if (link === undefined || entry.shown !== undefined || status === 'failed') return;
    // The model heard of its end before this tab heard of its beginning: shown now, it would be there twice.
    if (link.heard.has(mutationId)) return this.#decideSoon(entry, 'confirmed');
    if (status === 'acknowledged') this.awaitConfirmation(entry);
    // A state that was read before this page knew of it may have it already; the backend's word on it is on its way.
    if (link.answered > 0 && status !== 'waiting') return;
    try {
      this.watch(entry, link.model.mutate({ ...event, mutationId }, { timeout: Infinity, madeAt }));
    } catch (error) {
      this.#cannotShow(entry, error);
    }
  }

  /** Follows what its model makes of it. */
  watch(entry: Entry, shown: NonNullable<Entry['shown']>): void {
    entry.shown = shown;
    shown.settled.then(
      () => this.#owner.decided(entry, 'confirmed'),
      (thrown: unknown) => {
        if (entry.shown !== shown) return;
        entry.shown = undefined;
        const error = thrown as ModelsError;
        if (error.code === 'mutation-rejected') this.#owner.decided(entry, 'rejected', error);
      },
    );
    // One that cannot be merged is not shown, and yet has an answer.
    shown.answeredLate.then(
      () => this.#owner.decided(entry, 'confirmed'),
      (error: unknown) => this.#owner.decided(entry, 'rejected', error as ModelsError),
    );
  }

  /** Takes it off the screen. */
  hide(entry: Entry, error?: ModelsError): void {
    const { shown } = entry;
    entry.shown = undefined;
    shown?.cancel(error);
  }

  amend(entry: Entry): void {
    try {
      entry.shown?.amend?.(entry.row.event);
    } catch (error) {
      this.#cannotShow(entry, error);
    }
  }

  /**
   * The backend has it: its confirmation is on its way, or came before this tab could hear it. Then a state that is read
   * after the acknowledgement has it.
   */
  awaitConfirmation(entry: Entry): void {
    const link = this.#links.get(entry.row.model);
    if (link === undefined || entry.stopWatching !== undefined) return;
    entry.syncsBefore ??= link.begun;
    const overdue = () => {
      entry.isOverdue = true;
      this.#look(link);
    };
    entry.stopWatching = () => undefined;
    if (entry.wasUncertain) queueMicrotask(overdue);
    else entry.stopWatching = this.#clock.after(this.#timeout, overdue);
  }

  /** Of an older version of the application, say. The backend will know what to do with it. */
  #cannotShow({ row: { model, mutationId } }: Entry, error: unknown): void {
    this.#logger.warn({ model, mutationId, error }, 'a kept mutation is sent, and cannot be shown');
  }

  /** Not in the middle of what tells of it. */
  #decideSoon(entry: Entry, end: 'confirmed' | 'rejected'): void {
    queueMicrotask(() => this.#owner.decided(entry, end));
  }

  #look(link: ModelLink): void {
    const { model } = link;
    const { state, isStale } = model.getSnapshot();
    if (state === 'disposed') return this.#unlink(link);
    if (state === 'ready' && !isStale) this.#settleContained(link);
    this.#owner.moved();
  }

  #settleContained(link: ModelLink): void {
    let needsSync = false;
    for (const entry of this.#owner.entriesOf(link.model.name)) {
      const end = link.contained.get(entry.row.mutationId);
      const { syncsBefore } = entry;
      if (end !== undefined) this.#owner.decided(entry, end);
      else if (syncsBefore !== undefined && link.answered > syncsBefore)
        this.#owner.decided(entry, 'confirmed');
      else if (syncsBefore !== undefined && entry.isOverdue) needsSync = true;
    }
    link.contained.clear();
    // It never rejects anybody's promise: what goes wrong is the model's state.
    if (needsSync) link.model.sync(...link.params).catch(() => undefined);
  }

  #unlink(link: ModelLink): void {
    if (this.#links.get(link.model.name) !== link) return;
    this.#links.delete(link.model.name);
    for (const entry of this.#owner.entriesOf(link.model.name)) {
      entry.shown = undefined;
      // The next model counts its sync calls anew, and each of them comes after what was acknowledged by now.
      entry.syncsBefore = undefined;
      entry.stopWatching?.();
      entry.stopWatching = undefined;
    }
  }
}
