import { useEffect, useEffectEvent } from 'react';
import type { Direction } from './cards.js';

/** What the keys do. */
export interface Shortcuts {
  readonly move: (direction: Direction) => void;
  readonly press: (key: Key) => void;
}

const keys = ['n', 'e', 'c', 'a', '1', '2', '3', '?', 'Escape'] as const;
export type Key = (typeof keys)[number];

const directions: Readonly<Record<string, Direction>> = {
  j: 'down',
  k: 'up',
  h: 'left',
  l: 'right',
  ArrowDown: 'down',
  ArrowUp: 'up',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Follows the keyboard, but not what is typed into a field, chosen from a list, or meant for the browser. */
export function useShortcuts({ move, press }: Shortcuts): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as Element;
    if (target.closest('dialog') !== null) return;
    if (event.key !== 'Escape' && target.closest('input:not([type=checkbox]), textarea, select') !== null)
      return;
    const direction = directions[event.key];
    // Arrows scroll what is open, and what is not the board.
    const isTaken = event.key.startsWith('Arrow') && target.closest('.panel, .side') !== null;
    const key = keys.find((each) => each === event.key);
    if (direction !== undefined && !isTaken) move(direction);
    else if (key !== undefined) press(key);
    else return;
    // Otherwise the letter lands in the field that it has brought into focus.
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
