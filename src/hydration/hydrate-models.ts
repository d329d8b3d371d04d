'use client';

import {
  createElement,
  Fragment,
  useEffect,
  useLayoutEffect,
  useMemo,
  type ReactElement,
  type ReactNode,
} from 'react';
import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import { ModelsContext, useModelsContext } from '../react/models-context.js';
import { awaitState, toSource, type HydratableState } from './data-block.js';
import { HydratedModels } from './hydrated-models.js';

export interface HydrateModelsProps {
  /**
   * What `dehydrate` has made, or a promise of it, for which the component suspends; best a constant, and a promise has to be
   * the same one at each render. `undefined` is nothing: the browser then reads the models by itself. In a browser that is given an
   * `id`, it is left out.
   */
  readonly state?: HydratableState | PromiseLike<HydratableState>;
  /**
   * For pages without a framework that would carry `state` to the browser: the server writes it into a data block
   * with this id, `<script type="application/json" id="…">`, and the browser reads it there. One id a page.
   */
  readonly id?: string;
  readonly children?: ReactNode;
}

const propNames = ['state', 'id', 'children'] as const;

/** Before the effects of any hook beneath it. React Native has a window and no document; React up to 18 warns of layout effects on servers. */
const useCommitEffect = typeof window === 'undefined' ? useEffect : useLayoutEffect;

/**
 * Gives the models beneath it the state that a server has read: shown in the server's HTML and by the first render
 * in the browser, and gone on from there. The browser calls no sync function while the channel still has what came since; where
 * it has not, the old state shows until a sync call has brought the new one. `useModelStatus().hydration` tells which.
 *
 * A model that has a state keeps it. On a server the client is not touched: one may serve all requests.
 *
 * @example With a framework that carries props from server components (Next.js).
 * <HydrateModels state={prefetchModel(post('1')).then(dehydrate)}>
 *   <Post id="1" />
 * </HydrateModels>
 *
 * @example Without one. In the browser `state` is `undefined`.
 * <HydrateModels id="post" state={state}>
 *   <Post id="1" />
 * </HydrateModels>
 *
 * @throws ModelsError `invalid-options` without a <ModelsProvider>; with `id`, for data that JSON cannot hold; in development also for a prop that does not
 *   exist, neither `state` nor `id`, or a client of `@ably-labs/models`; and what the promise was rejected with
 */
export function HydrateModels(props: HydrateModelsProps): ReactElement {
  assertProps(props);
  const { id, children } = props;
  const context = useModelsContext('<HydrateModels>');
  const { live, hydrated: outer } = context;
  assertRestores(live);
  const state = awaitState(props.state);
  const { states, block } = useMemo(() => toSource(state, id), [state, id]);
  const hydrated = useMemo(
    // Where it could not go on from them, what shows them would lose them at once.
    () => (live.restore ? new HydratedModels(live, states, outer) : undefined),
    [live, states, outer],
  );
  const value = useMemo(() => ({ ...context, hydrated: hydrated ?? outer }), [context, hydrated, outer]);
  useCommitEffect(() => hydrated?.mount(), [hydrated]);
  return createElement(
    Fragment,
    null,
    block !== undefined &&
      createElement('script', { type: 'application/json', id, dangerouslySetInnerHTML: { __html: block } }),
    createElement(ModelsContext.Provider, { value }, children),
  );
}

function assertProps(props: HydrateModelsProps): void {
  assertKnownOptions('render <HydrateModels>', props, propNames);
  if (process.env.NODE_ENV === 'production' || 'state' in props || props.id !== undefined) return;
  throw new ModelsError(
    'invalid-options',
    'unable to render <HydrateModels>; give it a `state`, or the `id` of a data block',
  );
}

function assertRestores(live: { readonly restore?: unknown }): void {
  if (process.env.NODE_ENV === 'production' || live.restore) return;
  throw new ModelsError(
    'invalid-options',
    'unable to render <HydrateModels>; models of @ably-labs/models cannot begin with a state. Provide a ModelsClient of ' +
      'ably-models-react, or leave <HydrateModels> out',
  );
}
