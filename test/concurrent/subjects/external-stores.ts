import { Fragment, useEffect, useReducer, useSyncExternalStore } from 'react';
import { START, type Subject } from '../subject.js';

/** A store as small as one can be. `told` says which of its listeners hear of a change. */
function createStore(told = (listeners: readonly (() => void)[]) => listeners) {
  let count = START;
  const listeners = new Set<() => void>();
  const set = (next: number) => {
    count = next;
    for (const listener of told([...listeners])) listener();
  };
  return {
    get: () => count,
    increment: () => set(count + 1),
    double: () => set(count * 2),
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

type Store = ReturnType<typeof createStore>;

function subjectOf(store: Store, useCount: () => number): Subject {
  return {
    Provider: Fragment,
    useCount,
    useActions: () => store,
    receive: store.increment,
    close: () => undefined,
  };
}

/** What React offers for stores outside it, and nothing else. */
export function openBareStore(): Subject {
  const store = createStore();
  return subjectOf(store, () => useSyncExternalStore(store.subscribe, store.get));
}

/** Reads a mutable value while rendering, and asks for another render when it has changed. */
export function openNaiveStore(): Subject {
  return naive(createStore());
}

/** Wrong on purpose: it tells of a change those who came first, and forgets the others. */
export function openForgetfulStore(): Subject {
  return naive(createStore((listeners) => listeners.slice(0, 25)));
}

function naive(store: Store): Subject {
  return subjectOf(store, function useCount() {
    const [, rerender] = useReducer((renders: number) => renders + 1, 0);
    useEffect(() => store.subscribe(rerender), []);
    return store.get();
  });
}
