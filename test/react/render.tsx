import { render } from '@testing-library/react';
import type { ReactElement, ReactNode } from 'react';
import { ModelsProvider, type ModelsProviderProps } from '../../src/react/models-provider.js';
import { FakeClient } from './fake-client.js';

type Options = { readonly client?: FakeClient } & Omit<ModelsProviderProps, 'client' | 'children'>;

/** Renders in StrictMode beneath a provider, with a client in memory. */
export function renderWithModels(ui: ReactElement, { client = new FakeClient(), ...props }: Options = {}) {
  const wrapper = ({ children }: { readonly children: ReactNode }) => (
    <ModelsProvider client={client} {...props}>
      {children}
    </ModelsProvider>
  );
  // As an option, since React runs effects twice only where StrictMode stands at the root.
  return { ...render(ui, { wrapper, reactStrictMode: true }), client };
}
