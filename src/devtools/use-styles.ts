'use client';

import { useLayoutEffect, type RefObject } from 'react';
import { adoptStyles } from './shadow.js';

/** Has the shadow root around an element use a sheet while it is mounted. */
export function useStyles(element: RefObject<HTMLElement | null>, css: string): void {
  useLayoutEffect(
    () => (element.current ? adoptStyles(element.current.getRootNode(), css) : undefined),
    [element, css],
  );
}
