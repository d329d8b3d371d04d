'use client';

import { useContext, useEffect, useMemo, useState } from 'react';
import type { LiveClient } from '../model/live-model.js';
import type { AnyModelInput } from '../model/resolve-model.js';
import type { Grace } from '../store/claims.js';
import { InView } from '../store/in-view.js';
import type { ModelObserver } from '../store/model-observer.js';
import { allVisible, type Visibility } from '../store/visibility.js';
import { useModelsContext } from './models-context.js';
import { VisibilityContext } from './visibility-context.js';

type CreateObserver<T, Observer> = (client: LiveClient, model: AnyModelInput<T>, grace: Grace) => Observer;

/** A ref as React 17 to 19 have it. */
export interface ElementRef {
  readonly current: Element | null;
}

/** This component's observer of that model, with the functions that were committed last. */
export function useObserver<T, Observer extends ModelObserver<T>>(
  hook: string,
  model: AnyModelInput<T>,
  create: CreateObserver<T, Observer>,
  visibilityRef?: ElementRef,
): Observer {
  const { live, grace } = useModelsContext(hook);
  const visibility = useVisibility(hook, visibilityRef);
  const observer = useKept(
    () => create(live, model, grace),
    (kept) => kept.observes(live, model),
  );
  // An effect, since a render may be thrown away; before the subscription's, which starts the model with it.
  useEffect(() => {
    observer.configure(model, grace, visibility);
  }, [observer, model, grace, visibility]);
  return observer;
}

/** Of this component: the page's, that of each <ModelVisibility> around it, and that of its own element. */
export function useVisibility(hook: string, ref: ElementRef | undefined): Visibility {
  const { visibility: page } = useModelsContext(hook);
  const around = useContext(VisibilityContext);
  const [inView] = useState(() => new InView());
  const hasElement = ref !== undefined;
  // After each commit, which may have brought another element; and before the subscription's effect: what is
  // below the fold would attach for as long as the browser takes to report it.
  useEffect(() => {
    if (ref === undefined) inView.stop();
    else inView.follow(ref.current);
  });
  useEffect(() => () => inView.stop(), [inView]);
  return useMemo(
    () => allVisible(page, ...(around === undefined ? [] : [around]), ...(hasElement ? [inView] : [])),
    [page, around, hasElement, inView],
  );
}

/** Replaced in the very render that asks for another: no frame shows the data of the model before. */
export function useKept<Value>(create: (kept?: Value) => Value, fits: (kept: Value) => boolean): Value {
  const [kept, keep] = useState(() => create());
  if (fits(kept)) return kept;
  const next = create(kept);
  keep(() => next);
  return next;
}
