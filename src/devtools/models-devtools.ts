'use client';

import type { ReactElement } from 'react';
import { createDevtools, type ModelsDevtoolsProps } from './devtools.js';

/**
 * A button at the edge of the page, and behind it a panel that shows the models of a client while they run: their states, what
 * is confirmed beside what is optimistic, mutations, events, and faults to try.
 *
 * In production it renders nothing, and bundlers leave it out; `ably-models-react/devtools/production` has one that is there
 * always.
 *
 * @example
 * <ModelsProvider client={client}>
 *   <App />
 *   <ModelsDevtools />
 * </ModelsProvider>
 *
 * @throws ModelsError in development `invalid-options` where there is no client, or for a prop that does not exist
 */
export const ModelsDevtools: (props: ModelsDevtoolsProps) => ReactElement | null =
  process.env.NODE_ENV === 'production' ? () => null : createDevtools(() => import('./panel/panel.js'));
