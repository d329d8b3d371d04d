import { ModelsError } from '../errors.js';
import { CoreModel, type ModelStateChange } from './core-model.js';
import type { MutationEvent } from './event.js';
import { disposedError } from './lifecycle.js';
import type { ModelSnapshot, ModelState } from './live-model.js';
import { readMoves, type WhichListeners, type WhichMoves } from './which-moves.js';

/** Called with an error, or with `null` and the data. */
export type SubscriptionCallback<T> = (error: Error | null, data?: T) => void;

/**
 * Live data of one channel: a confirmed state, an optimistic state, a lifecycle. Made by
 * `client.models.get(spec)`; does nothing until `sync()`.
 *
 * The methods are those of `@ably-labs/models`. Any may be called at any time: one operation runs at a time,
 * and the latest intention wins.
 *
 * @example
 * const model = client.models.get({ channelName: 'posts:1', sync, merge });
 * await model.sync();
 * const unsubscribe = model.subscribe((error, post) => render(post));
 */
export class Model<T, Params extends readonly unknown[] = readonly unknown[]> extends CoreModel<T, Params> {
  readonly #subscriptions = new Map<SubscriptionCallback<T>, () => void>();

  /** Both states as they are now; `undefined` until the first sync result. */
  get data(): { readonly optimistic: T | undefined; readonly confirmed: T | undefined } {
    const { optimistic, confirmed } = this.getSnapshot();
    return { optimistic, confirmed };
  }

  override dispose(reason?: Error): Promise<void> {
    const disposed = super.dispose(reason);
    this.#subscriptions.clear();
    return disposed;
  }

  /**
   * Shows a local change in the same tick, until the backend confirms or refuses it.
   *
   * @param options.timeout ms until it is taken back without a confirmation; default `optimisticEventOptions.timeout`
   * @returns resolves at once to `[confirmation, cancel]`; rejects with `event-invalid` for an event without a
   *   name or with a mutation id that is pending already, `model-disposed`; in development `invalid-options` for a
   *   timeout that is none
   * @example
   * const [confirmation, cancel] = await model.optimistic({ mutationId, name: 'comment.added', data });
   * await confirmation;
   */
  optimistic(
    event: MutationEvent,
    options?: { readonly timeout?: number },
  ): Promise<[confirmation: Promise<void>, cancel: () => Promise<void>]> {
    // An executor turns what mutate throws into a rejection, and yet runs in this tick.
    return new Promise((resolve) => {
      const { settled, cancel } = this.mutate(event, options);
      resolve([
        settled,
        () => {
          cancel();
          return Promise.resolve();
        },
      ]);
    });
  }

  /**
   * Calls back with the data now, if there is any, and after each change of it.
   *
   * @param options.optimistic default true; false calls back for confirmed changes only
   * @returns ends it; may be called twice
   * @throws ModelsError `model-disposed`; in development `invalid-options` when the callback is no function
   */
  subscribe(callback: SubscriptionCallback<T>, options?: { readonly optimistic?: boolean }): () => void {
    // Spread, since callers without types also pass `null`.
    const { optimistic = true } = { ...options };
    if (process.env.NODE_ENV !== 'production' && typeof callback !== 'function') {
      throw new ModelsError('invalid-options', 'unable to subscribe; the callback must be a function');
    }
    if (this.state === 'disposed') throw disposedError(this.name);
    this.unsubscribe(callback);
    let seen: ModelSnapshot<T> | undefined;
    const tell = () => {
      const next = this.getSnapshot();
      const previous = seen;
      seen = next;
      if (next.state === 'errored' && next.error) {
        if (previous?.error !== next.error) callback(next.error);
      } else if (next.hasData) {
        const read = (snapshot: ModelSnapshot<T>) =>
          (optimistic ? snapshot.optimistic : snapshot.confirmed) as T;
        if (!previous?.hasData || !Object.is(read(previous), read(next))) callback(null, read(next));
      }
    };
    const end = this.observe(tell);
    this.#subscriptions.set(callback, end);
    const isSubscribed = () => this.#subscriptions.get(callback) === end;
    // After this call returned, so that the callback may already use what it returned.
    queueMicrotask(() => {
      if (isSubscribed() && seen === undefined) this.lifecycle.guard(tell);
    });
    return () => {
      if (isSubscribed()) this.unsubscribe(callback);
    };
  }

  /** Ends what `subscribe` began for this callback. Does nothing for one that is not subscribed. */
  unsubscribe(callback: SubscriptionCallback<T>): void {
    this.#subscriptions.get(callback)?.();
    this.#subscriptions.delete(callback);
  }

  /** Calls back at each move: to the given state, to one of several (an array), or, without any, to all of them. */
  on(...which: WhichMoves): void {
    const [states, listener] = readMoves(which);
    for (const state of states) this.lifecycle.on(state, listener);
  }

  /** Calls back at the next such move, once. */
  once(...which: WhichMoves): void {
    this.lifecycle.once(...readMoves(which));
  }

  /** Ends what `on` and `once` began: for that listener, or, without one, for all of them. */
  off(...which: WhichListeners): void {
    const [states, listener] = readMoves(which);
    for (const state of states) this.lifecycle.off(state, listener);
  }

  /** Calls back when `current` is the target already, else at the next move to it. */
  whenState(target: ModelState, current: ModelState, listener: (change?: ModelStateChange) => void): void {
    if (target === current) listener();
    else this.once(target, listener);
  }
}
