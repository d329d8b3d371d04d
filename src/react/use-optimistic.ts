'use client';

import { useEffect } from 'react';
import { useSyncExternalStore } from './use-external-store.js';
import type { ModelsError } from '../errors.js';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { EventsOf } from '../model/merge-handlers.js';
import type { MutationOf } from '../model/mutation-of.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { assertKnownOptions } from '../options.js';
import type { TrackedMutation } from '../store/mutations.js';
import { getNoMutations } from '../store/mutations.js';
import type { MutationOptions } from '../store/optimistic-observer.js';
import { OptimisticObserver } from '../store/optimistic-observer.js';
import { assertSending } from '../store/send-mutation.js';
import type { ElementRef } from '../store/sight.js';
import { useObserver } from './use-observer.js';

export interface UseOptimisticOptions<Event, Vars extends readonly unknown[]> extends MutationOptions<
  Event,
  Vars
> {
  /** As that of `useModel`: without it, this hook keeps the model running wherever its component is. */
  readonly visibility?: ElementRef;
}

export interface UseOptimisticResult<Event, Vars extends readonly unknown[]> {
  /** Shows the change in the same tick and sends it. What goes wrong is in `error`. */
  readonly mutate: (...vars: Vars) => void;
  /** The same, as a promise: resolves when confirmed, rejects with the ModelsError that prevented it. */
  readonly mutateAsync: (...vars: Vars) => Promise<TrackedMutation<Event>>;
  /** This hook's mutations on their way, oldest first, each with its stages and its `cancel()`. */
  readonly pending: readonly TrackedMutation<Event>[];
  /** This hook's mutations that have ended, oldest first, the latest twenty at most. */
  readonly settled: readonly TrackedMutation<Event>[];
  readonly isPending: boolean;
  /** What the latest failure was; gone with the next mutation, or with `reset()`. */
  readonly error: ModelsError | undefined;
  /** Forgets `error` and `settled`. Mutations on their way go on. */
  readonly reset: () => void;
}

const optionNames = ['event', 'send', 'timeout', 'retry', 'visibility'] as const;

/**
 * Changes a model: shown at once, sent to the backend, taken back when the backend says no.
 *
 * A mutation goes on when its component unmounts, and what fails is kept for `usePendingMutations`. `send` that fails
 * after the confirmation changes nothing.
 *
 * @example
 * const { mutate, pending, error } = useOptimistic(post('1'), {
 *   event: (text: string) => ({ name: 'comment.added', data: { id: crypto.randomUUID(), text } }),
 *   send: ({ mutationId, event, signal }) => postJson('/api/comments', { mutationId, ...event.data }, signal),
 * });
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; in development also for an option that does not
 *   exist, or is not what it must be
 */
export function useOptimistic<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
  Mutation extends MutationOf<EventsOf<Events, Names, Event, Schemas>> = MutationOf<
    EventsOf<Events, Names, Event, Schemas>
  >,
  Vars extends readonly unknown[] = [event: Mutation],
>(
  model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  options: UseOptimisticOptions<Mutation, Vars>,
): UseOptimisticResult<Mutation, Vars> {
  if (process.env.NODE_ENV !== 'production') {
    assertKnownOptions('use useOptimistic', options, optionNames);
    assertSending('use useOptimistic', options);
  }
  const [observer, rendered] = useObserver(
    'useOptimistic',
    model,
    OptimisticObserver<T, Mutation, Vars>,
    options,
  );
  const { pending, settled, error } = useSyncExternalStore(
    observer.subscribe,
    observer.getMutations,
    getNoMutations,
  );
  useEffect(() => {
    observer.setOptions(options);
    observer.commit(rendered);
  });
  const { mutate, mutateAsync, reset } = observer;
  return { mutate, mutateAsync, pending, settled, isPending: pending.length > 0, error, reset };
}
