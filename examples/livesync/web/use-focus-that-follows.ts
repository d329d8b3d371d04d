import { useLayoutEffect, useRef, type FocusEvent } from 'react';
import { cardOf, focusCard } from './cards.js';

interface FocusProps {
  readonly onFocus: (event: FocusEvent<HTMLElement>) => void;
  readonly onBlur: () => void;
}

/**
 * Keeps the focus on an issue that moves to another column: there it is another element, and the focus would be lost, to
 * the beginning of the page.
 *
 * @param shown what the board shows; looked at whenever it is another one
 */
export function useFocusThatFollows(shown: unknown): FocusProps {
  const focused = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (focused.current !== undefined && document.activeElement === document.body) focusCard(focused.current);
  }, [shown]);
  return {
    onFocus: ({ target }) => (focused.current = cardOf(target)),
    // Not called when the element is taken away: React does not tell of what it does itself.
    onBlur: () => (focused.current = undefined),
  };
}
