'use client';

import type { ReactElement, ReactNode } from 'react';
import { createElement, useContext, useMemo } from 'react';
import { ModelsError } from '../errors.js';
import { assertKnownOptions } from '../options.js';
import {
  assertVisibilitySource,
  pageVisibility,
  toVisibility,
  type VisibilitySource,
} from '../store/page-visibility.js';
import { ModelsContext } from './models-context.js';
import type { ProvidedClient } from './to-live-client.js';
import { toLiveClient } from './to-live-client.js';

export interface ModelsProviderProps {
  /** A `ModelsClient`, or what `adaptSdkClient` of `ably-models-react/sdk` made of one of `@ably-labs/models`. */
  readonly client: ProvidedClient;
  /**
   * ms from when nobody can see a model any more (its last component has left, is out of view, or the page is hidden)
   * until it is paused. Default 5,000; `Infinity` is never.
   */
  readonly pauseAfter?: number;
  /** ms from a model's last component until it is let go. Default 300,000; `Infinity` is never. */
  readonly gcTime?: number;
  /** Whether somebody can see the application. Default: `pageVisibility`, the browser's own. Best a constant. */
  readonly visibilitySource?: VisibilitySource;
  readonly children?: ReactNode;
}

const PAUSE_AFTER_MS = 5_000;
const GC_TIME_MS = 300_000;
const propNames = ['client', 'pauseAfter', 'gcTime', 'visibilitySource', 'children'] as const;

/**
 * Gives the hooks beneath it their client. Providers of one client share its models.
 *
 * A model that the application had started by hand (`client.models.get(post('1')).sync()`) before a component
 * used it is neither paused nor let go with its last component.
 *
 * @example
 * <ModelsProvider client={client}>
 *   <App />
 * </ModelsProvider>
 *
 * @throws ModelsError in development `invalid-options` for a `client` that is none, a prop that does not exist, a time that is none, or a
 *   `visibilitySource` that is none
 */
export function ModelsProvider(props: ModelsProviderProps): ReactElement {
  if (process.env.NODE_ENV !== 'production') assertKnownOptions('render <ModelsProvider>', props, propNames);
  const {
    client,
    pauseAfter = PAUSE_AFTER_MS,
    gcTime = GC_TIME_MS,
    visibilitySource = pageVisibility,
    children,
  } = props;
  assertTime('pauseAfter', pauseAfter);
  assertTime('gcTime', gcTime);
  assertVisibilitySource('render <ModelsProvider>', visibilitySource);
  const { around } = useContext(ModelsContext);
  const value = useMemo(
    () => ({
      client,
      live: toLiveClient(client),
      grace: { pauseAfter, gcTime },
      visibility: toVisibility(visibilitySource),
      around,
    }),
    [client, pauseAfter, gcTime, visibilitySource, around],
  );
  return createElement(ModelsContext.Provider, { value }, children);
}

/** A timer takes `NaN` and negative times for zero: each model would be gone with its component. */
function assertTime(name: string, ms: number): void {
  if (process.env.NODE_ENV === 'production') return;
  if (typeof ms === 'number' && ms >= 0) return;
  throw new ModelsError(
    'invalid-options',
    `unable to render <ModelsProvider>; \`${name}\` must be a number of ms from 0 to Infinity and is ${String(ms)}`,
  );
}
