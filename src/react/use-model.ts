'use client';

import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { assertKnownOptions } from '../options.js';
import { getEmptySnapshot, subscribeToNothing } from '../store/empty-snapshot.js';
import { ModelObserver } from '../store/model-observer.js';
import type { ElementRef } from '../store/sight.js';
import type { UseModelResult } from './model-result.js';
import { useObserver } from './use-observer.js';
import { useResult } from './use-result.js';

export interface UseModelOptions<T, S> {
  /** The part that this component shows; it renders again only when that part changes. Default: all of it. */
  readonly select?: (data: T) => S;
  /** When two selected parts are the same. Default: `Object.is`. */
  readonly isEqual?: (a: NoInfer<S>, b: NoInfer<S>) => boolean;
  /** False shows the confirmed state only: pending mutations are neither shown nor heard. Default true. */
  readonly optimistic?: boolean;
  /**
   * False asks for nothing, and shows nothing. Default true.
   *
   * The result's `sync()` reads the state all the same, which is there, though not shown, when this becomes true.
   * Until then the model is paused and let go like one whose last component has left.
   */
  readonly enabled?: boolean;
  /**
   * An element of this component: the model pauses while it is out of view, unless another component shows it. While
   * the ref has no element, say beside a spinner, it counts as in view. Each hook of a component goes by its own
   * option: give it to all of them, or put a <ModelVisibility> around.
   */
  readonly visibility?: ElementRef;
}

const optionNames = ['select', 'isEqual', 'optimistic', 'enabled', 'visibility'] as const;
const noOptions = {};

/**
 * Reads a model, live, for as long as the component is mounted.
 *
 * `data`, `confirmed` and `optimistic` are all seen through `select`, so that a change elsewhere in the model
 * renders nothing. What is wrong is in `error`, while `data` keeps the last good state.
 *
 * @example
 * const { data, isPending, error } = useModel(post('1'), { select: (post) => post.comments });
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for what is no model, and for an
 *   option that does not exist
 */
export function useModel<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
  S = T,
>(
  model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  options: UseModelOptions<T, S> = noOptions,
): UseModelResult<S, T> {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('use useModel', options, optionNames);
  const { enabled = true } = options;
  const [observer, rendered] = useObserver('useModel', model, ModelObserver<T>, options);
  return useResult(
    observer,
    rendered,
    enabled ? observer.subscribe : subscribeToNothing,
    enabled ? observer.getSnapshot : getEmptySnapshot,
    enabled ? observer.getServerSnapshot : getEmptySnapshot,
    options,
  );
}
