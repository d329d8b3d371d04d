'use client';

import { createContext, useContext } from 'react';
import { ModelsError } from '../errors.js';
import type { LiveClient } from '../model/live-model.js';
import type { Grace } from '../store/model-store.js';

export interface ModelsContextValue<Client> {
  /** As it was given to the provider. */
  readonly client: Client;
  readonly live: LiveClient;
  readonly grace: Grace;
}

export const ModelsContext = createContext<ModelsContextValue<LiveClient> | undefined>(undefined);

/** @throws ModelsError `invalid-options` where there is no provider */
export function useModelsContext(user: string): ModelsContextValue<LiveClient> {
  const context = useContext(ModelsContext);
  if (context !== undefined) return context;
  throw new ModelsError('invalid-options', `unable to use ${user}; there is no <ModelsProvider> above it`);
}
