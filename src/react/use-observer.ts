'use client';

import { useState } from 'react';
import type { LiveClient, ModelSnapshot } from '../model/live-model.js';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from '../store/claims.js';
import type { ModelObserver, Rendered } from '../store/model-observer.js';
import type { ElementRef } from '../store/sight.js';
import { useModelsContext } from './models-context.js';

type CreateObserver<T, Observer> = (
  client: LiveClient,
  model: AnyModelInput<T>,
  grace: Grace,
  hydrated: ModelSnapshot<unknown> | undefined,
  before?: ModelObserver<unknown>,
) => Observer;

/** This component's observer of that model, with what its commit is to bring. */
export function useObserver<T, Observer extends ModelObserver<T>>(
  hook: string,
  model: AnyModelInput<T>,
  create: CreateObserver<T, Observer>,
  ref?: ElementRef,
): readonly [observer: Observer, rendered: Rendered<T>] {
  const { live, grace, visibility: page, around, hydrated } = useModelsContext(hook);
  const [kept, keep] = useState(() => create(live, model, grace, hydrated?.get(nameOf(model))));
  const rendered = { model, grace, page, around, ref };
  if (kept.observes(live, model)) return [kept, rendered];
  // In the very render that asks for another: no frame shows the data of the model before.
  const next = create(live, model, grace, hydrated?.get(nameOf(model)), kept as ModelObserver<unknown>);
  keep(() => next);
  return [next, rendered];
}
