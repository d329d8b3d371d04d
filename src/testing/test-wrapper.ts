import type { ReactElement, ReactNode } from 'react';
import { createElement, useState } from 'react';
import { ModelsProvider, type ModelsProviderProps } from '../react/models-provider.js';
import { useSyncExternalStore } from '../react/use-external-store.js';
import { Listeners } from '../store/listeners.js';

/** What `render(ui, { wrapper })` takes. */
export type TestWrapper = (props: { readonly children?: ReactNode }) => ReactElement;

/**
 * A provider around what a test renders, which can take it off the screen.
 *
 * @param assertOpen throws where the test is over: what mounts then would be an empty page
 */
export function createTestWrapper(assertOpen: () => void, props: Omit<ModelsProviderProps, 'children'>) {
  const listeners = new Listeners();
  let isEmpty = false;
  const subscribe = (listener: () => void) => listeners.add(listener);
  const getIsEmpty = () => isEmpty;

  const Wrapper: TestWrapper = ({ children }) => {
    // When it mounts: one that is on screen by the end is emptied.
    useState(assertOpen);
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
