'use client';

import { useState } from 'react';
import type { LiveClient, ModelSnapshot } from '../model/live-model.js';
import { nameOf, type AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from '../store/claims.js';
import type { ModelObserver, Rendered } from '../store/model-observer.js';
import type { ElementRef } from '../store/sight.js';
import { useModelsContext } from './models-context.js';

type ObserverClass<T, Observer, Options> = new (
  client: LiveClient,
  model: AnyModelInput<T>,
  grace: Grace,
  hydrated: ModelSnapshot<unknown> | undefined,
  before: ModelObserver<unknown> | undefined,
  options: Options,
) => Observer;

/** This component's observer of that model, with what its commit is to bring. */
export function useObserver<
  T,
  Observer extends ModelObserver<T>,
  Options extends { readonly visibility?: ElementRef },
>(
  hook: string,
  model: AnyModelInput<T>,
  Observer: ObserverClass<T, Observer, Options>,
  options: Options,
): readonly [observer: Observer, rendered: Rendered<T>] {
  const { live, grace, visibility: page, around, hydrated } = useModelsContext(hook);
  const create = (before?: ModelObserver<unknown>) =>
    new Observer(live, model, grace, hydrated?.get(nameOf(model)), before, options);
  const [kept, keep] = useState(() => create());
  const rendered = { model, grace, page, around, ref: options.visibility };
  if (kept.observes(live, model)) return [kept, rendered];
  // In the very render that asks for another: no frame shows the data of the model before.
  const next = create(kept as ModelObserver<unknown>);
  keep(() => next);
  return [next, rendered];
}
