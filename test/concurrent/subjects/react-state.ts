import { createContext, createElement, useContext, useEffect, useState, type ReactNode } from 'react';
import { START, type Actions, type Subject } from '../subject.js';

/** No store at all: the count is React's own state, handed down by context. */
export function openReactState(): Subject {
  const Count = createContext(START);
  let actions: Actions | undefined;
  const current = () => {
    if (actions === undefined) throw new Error('unable to change the count; it is not on screen');
    return actions;
  };

  function Provider({ children }: { readonly children: ReactNode }) {
    const [count, setCount] = useState(START);
    useEffect(() => {
      actions = {
        increment: () => setCount((value) => value + 1),
        double: () => setCount((value) => value * 2),
      };
    }, []);
    return createElement(Count, { value: count }, children);
  }

  return {
    Provider,
    useCount: () => useContext(Count),
    useActions: () => ({ increment: () => current().increment(), double: () => current().double() }),
    receive: () => current().increment(),
    close: () => undefined,
  };
}
