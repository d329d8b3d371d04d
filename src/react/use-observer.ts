'use client';

import { useContext, useEffect, useState } from 'react';
import type { LiveClient } from '../model/live-model.js';
import type { AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from '../store/claims.js';
import type { ModelObserver } from '../store/model-observer.js';
import type { ElementRef } from '../store/sight.js';
import { useModelsContext } from './models-context.js';
import { VisibilityContext } from './visibility-context.js';

type CreateObserver<T, Observer> = (client: LiveClient, model: AnyModelInput<T>, grace: Grace) => Observer;

/** This component's observer of that model, with the functions that were committed last. */
export function useObserver<T, Observer extends ModelObserver<T>>(
  hook: string,
  model: AnyModelInput<T>,
  create: CreateObserver<T, Observer>,
  ref?: ElementRef,
): Observer {
  const { live, grace, visibility } = useModelsContext(hook);
  const around = useContext(VisibilityContext);
  const observer = useKept(
    () => create(live, model, grace),
    (kept) => kept.observes(live, model),
  );
  // An effect, since a render may be thrown away; before the subscription's, which starts the model with it.
  useEffect(() => {
    const { sight } = observer;
    sight.set(visibility, around, ref);
    observer.configure(model, grace, sight.visibility);
  });
  return observer;
}

/** Replaced in the very render that asks for another: no frame shows the data of the model before. */
export function useKept<Value>(create: (kept?: Value) => Value, fits: (kept: Value) => boolean): Value {
  const [kept, keep] = useState(() => create());
  if (fits(kept)) return kept;
  const next = create(kept);
  keep(() => next);
  return next;
}
