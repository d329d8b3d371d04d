import { act } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { readPost } from './post.js';

/**
 * Lets promises settle and time pass. In steps, since React renders at the end of each: what is due now, what the
 * next frame shows, what comes with time, and what that has brought.
 */
export async function settle(ms = 500): Promise<void> {
  const frame = Math.min(ms, 50);
  for (const step of [0, frame, ms - frame, 0]) await act(() => vi.advanceTimersByTimeAsync(step));
}

/** Time in the hands of the test, and a console that has to stay silent unless the test expects otherwise. */
export function setTheStage({ silent = true } = {}): void {
  beforeEach(() => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'requestAnimationFrame', 'cancelAnimationFrame', 'Date'],
    });
    for (const method of ['error', 'warn'] as const) vi.spyOn(console, method).mockReturnValue();
  });
  afterEach(() => {
    vi.useRealTimers();
    readPost.mockClear();
    const said = [console.error, console.warn].flatMap((method) => vi.mocked(method).mock.calls);
    vi.restoreAllMocks();
    if (silent) expect(said).toEqual([]);
  });
}

/** A promise in the hands of the test, as something to suspend on. */
export function gate() {
  let open: () => void = () => undefined;
  let isOpen = false;
  const opened = new Promise<void>((resolve) => {
    open = () => {
      isOpen = true;
      resolve();
    };
  });
  return {
    open: () => open(),
    /** Suspends until it is open; thrown, as what React up to 18 awaits. */
    wait(): void {
      // eslint-disable-next-line @typescript-eslint/only-throw-error
      if (!isOpen) throw opened;
    },
  };
}
