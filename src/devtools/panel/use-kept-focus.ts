'use client';

import { useEffect, useRef, type FocusEvent, type RefObject } from 'react';

/**
 * Keeps the focus within an element when the button that has it goes: the page's body would have it, and no key would reach
 * the element. It moves to what was focusable around the button.
 */
export function useKeptFocus(root: RefObject<HTMLElement | null>) {
  const focused = useRef<{ readonly element: Element; readonly around: HTMLElement | null }>(undefined);
  useEffect(() => {
    const { element, around } = focused.current ?? {};
    if (!element || element.isConnected) return;
    focused.current = undefined;
    (around?.isConnected ? around : root.current)?.focus();
  });
  return {
    onFocus: ({ target }: FocusEvent) => {
      focused.current = {
        element: target,
        around: target.parentElement?.closest<HTMLElement>('[tabindex]') ?? null,
      };
    },
    onBlur: ({ target }: FocusEvent) => {
      // A browser may tell of it also when the element goes.
      if (target.isConnected) focused.current = undefined;
    },
  };
}
