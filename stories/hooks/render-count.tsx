import { useLayoutEffect, useRef, type RefObject } from 'react';

/**
 * Counts what its component renders and commits, and shows it without a render of its own.
 *
 * StrictMode's second render, and its second run of the effects, are not counted.
 */
export function useRenderCount(): RefObject<HTMLElement | null> {
  const shown = useRef<HTMLElement>(null);
  const counted = useRef<object>(null);
  const count = useRef(0);
  const render = {};
  useLayoutEffect(() => {
    if (counted.current === render || shown.current === null) return;
    counted.current = render;
    count.current += 1;
    shown.current.textContent = `rendered ${count.current}×`;
    // Alternates, so that the flash starts anew.
    shown.current.dataset['flash'] = count.current % 2 === 0 ? 'even' : 'odd';
  });
  return shown;
}
