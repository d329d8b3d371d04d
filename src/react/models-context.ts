'use client';

import { createContext, useContext } from 'react';
import { ModelsError } from '../errors.js';
import type { LiveClient, ModelSnapshot } from '../model/live-model.js';
import type { Grace } from '../store/claims.js';
import type { Visibility } from '../store/visibility.js';
import type { ProvidedClient } from './to-live-client.js';

/** What is around a component. */
export interface Surroundings {
  /** Whether somebody can see what is here, as far as the <ModelVisibility>s above can tell; `undefined` without any. */
  readonly around: Visibility | undefined;
}

/** Where a component looks, before it makes its model. */
export interface HydratedSnapshots {
  get(name: string): ModelSnapshot<unknown> | undefined;
}

export interface ModelsContextValue extends Surroundings {
  /** As it was given to the provider. */
  readonly client: ProvidedClient;
  /** As the store sees it. */
  readonly live: LiveClient;
  readonly grace: Grace;
  /** Of the page. */
  readonly visibility: Visibility;
  /** What a server had of the models, by name. */
  readonly hydrated?: HydratedSnapshots | undefined;
}

/** One for both: each context that is read costs each component. */
export const ModelsContext = createContext<Surroundings | ModelsContextValue>({ around: undefined });

/** @throws ModelsError `invalid-options` where there is no provider */
export function useModelsContext(user: string): ModelsContextValue {
  const context = useContext(ModelsContext);
  if ('live' in context) return context;
  throw new ModelsError('invalid-options', `unable to use ${user}; put a <ModelsProvider> above it`);
}
