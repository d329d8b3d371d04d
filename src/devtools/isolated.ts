import type { HTMLAttributes, SyntheticEvent } from 'react';

const stop = (event: SyntheticEvent): void => event.stopPropagation();

/** React's events go up through a portal, to the components around it: the application must not take them for its own. */
export const isolated: HTMLAttributes<HTMLElement> = {
  onClick: stop,
  onPointerDown: stop,
  onPointerUp: stop,
  onMouseDown: stop,
  onMouseUp: stop,
  onKeyDown: stop,
  onKeyUp: stop,
  onInput: stop,
  onChange: stop,
  onFocus: stop,
  onBlur: stop,
  onWheel: stop,
  onTouchStart: stop,
  onTouchEnd: stop,
};
