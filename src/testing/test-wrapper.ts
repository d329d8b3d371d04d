import type { ReactElement, ReactNode } from 'react';
import { createElement } from 'react';
import { ModelsProvider, type ModelsProviderProps } from '../react/models-provider.js';
import { useSyncExternalStore } from '../react/use-external-store.js';
import { Listeners } from '../store/listeners.js';

/** What `render(ui, { wrapper })` takes. */
export type TestWrapper = (props: { readonly children?: ReactNode }) => ReactElement;

/** A provider around what a test renders, which can take it off the screen. */
export function createTestWrapper(props: Omit<ModelsProviderProps, 'children'>) {
  const listeners = new Listeners();
  let isEmpty = false;
  const subscribe = (listener: () => void) => listeners.add(listener);
  const getIsEmpty = () => isEmpty;

  const Wrapper: TestWrapper = ({ children }) => {
    const isOver = useSyncExternalStore(subscribe, getIsEmpty, getIsEmpty);
    return createElement(ModelsProvider, props, isOver ? null : children);
  };
  return {
    Wrapper,
    /** For the end of a test: test runners differ in whether Testing Library has unmounted by then. */
    empty: (): void => {
      isEmpty = true;
      listeners.notify();
    },
  };
}
