'use client';

import { useEffect, useState } from 'react';
import type { LiveClient } from '../model/live-model.js';
import type { AnyModelInput } from '../model/resolve-model.js';
import type { ModelObserver } from '../store/model-observer.js';
import type { Grace } from '../store/model-store.js';
import { useModelsContext } from './models-context.js';

type CreateObserver<T, Observer> = (client: LiveClient, model: AnyModelInput<T>, grace: Grace) => Observer;

/** This component's observer of that model, with the functions that were committed last. */
export function useObserver<T, Observer extends ModelObserver<T>>(
  hook: string,
  model: AnyModelInput<T>,
  create: CreateObserver<T, Observer>,
): Observer {
  const { live, grace } = useModelsContext(hook);
  const observer = useKept(
    () => create(live, model, grace),
    (kept) => kept.observes(live, model),
  );
  // An effect, since a render may be thrown away; before the subscription's, which starts the model with it.
  useEffect(() => {
    observer.configure(model, grace);
  }, [observer, model, grace]);
  return observer;
}

/** Replaced in the very render that asks for another: no frame shows the data of the model before. */
function useKept<Value>(create: () => Value, fits: (kept: Value) => boolean): Value {
  const [kept, keep] = useState(create);
  if (fits(kept)) return kept;
  const next = create();
  keep(() => next);
  return next;
}
