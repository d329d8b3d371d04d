'use client';

import { createContext, useContext } from 'react';
import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';
import type { Grace } from '../store/claims.js';
import type { Visibility } from '../store/visibility.js';
import type { ProvidedClient } from './to-live-client.js';

export interface ModelsContextValue {
  /** As it was given to the provider. */
  readonly client: ProvidedClient;
  /** As the store sees it. */
  readonly live: LiveClient;
  readonly grace: Grace;
  /** Of the page. */
  readonly visibility: Visibility;
}

export const ModelsContext = createContext<ModelsContextValue | undefined>(undefined);

/** @throws ModelsError `invalid-options` where there is no provider */
export function useModelsContext(user: string): ModelsContextValue {
  const context = useContext(ModelsContext);
  if (context !== undefined) return context;
  throw new ModelsError('invalid-options', `unable to use ${user}; there is no <ModelsProvider> above it`);
}
