'use client';

import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { assertKnownOptions } from '../options.js';
import { SuspenseObserver } from '../store/suspense-observer.js';
import type { UseSuspenseModelResult } from './model-result.js';
import type { UseModelOptions } from './use-model.js';
import { useObserver } from './use-observer.js';
import { useResult } from './use-result.js';

export type UseSuspenseModelOptions<T, S> = Omit<UseModelOptions<T, S>, 'enabled'>;

const optionNames = ['select', 'isEqual', 'optimistic', 'visibility'] as const;
const noOptions = {};

/**
 * Reads a model as `useModel` does, and suspends until there is data: `data` is never missing.
 *
 * The sync call begins with the first render, and attaches nothing: that is for when React has committed the
 * component. What a render that was thrown away has asked for is let go of after a minute; a call that takes longer is
 * waited for. It is tried again three times at most; then its error goes to the error boundary. From the first data on
 * nothing suspends again and nothing is thrown: `error` tells why they are the last good ones.
 *
 * A boundary that is reset begins anew with `useResetModels`.
 *
 * @example
 * <ErrorBoundary fallback={<p>Sorry.</p>}>
 *   <Suspense fallback={<Spinner />}>
 *     <Post id="1" />
 *   </Suspense>
 * </ErrorBoundary>
 *
 * function Post({ id }: { id: string }) {
 *   const { data } = useSuspenseModel(post(id));
 *   return <h1>{data.title}</h1>;
 * }
 *
 * @throws ModelsError what kept the model from being read; `invalid-options` for (in development) an option that does not exist, a
 *   model that cannot be, or without a <ModelsProvider>
 */
export function useSuspenseModel<
  Answer,
  Events,
  Names extends string,
  Event extends ChangeEvent,
  Schemas extends EventSchemas = NoSchemas,
  T = Answer,
  S = T,
>(
  model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  options: UseSuspenseModelOptions<T, S> = noOptions,
): UseSuspenseModelResult<S, T> {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('use useSuspenseModel', options, optionNames);
  const [observer, rendered] = useObserver('useSuspenseModel', model, SuspenseObserver<T>, options);
  const { subscribe, getLastingSnapshot, getLastingServerSnapshot } = observer;
  const result = useResult(
    observer,
    rendered,
    subscribe,
    getLastingSnapshot,
    getLastingServerSnapshot,
    options,
  );
  if (!result.hasData) suspendUntil(observer.lease());
  return result;
}

/** What React up to 18 suspends on, which has no `use`. It is thrown, and is no Error. */
function suspendUntil(arrival: Promise<void>): never {
  throw arrival as unknown as Error;
}
