import type { ChangeOrigin } from '../model/live-model.js';

/** Calls back when the next frame begins, or soon where there are no frames. */
export type RequestFrame = (callback: () => void) => void;

/** Decides when a change is shown. */
export interface Scheduler {
  /**
   * Runs `flush` now, or at the next frame.
   *
   * `local` runs at once: the user waits for it. `remote` runs at once when `flush` has not run within the
   * current frame, and otherwise once at the next one, however often it is asked for: a burst of a
   * thousand messages costs one render a frame.
   */
  schedule(flush: () => void, origin: ChangeOrigin): void;
}

export function createScheduler(requestFrame: RequestFrame = requestPaint): Scheduler {
  /** What ran within the current frame, with whether it was asked for again since. */
  const ran = new Map<() => void, boolean>();
  let frameRequested = false;

  function run(flush: () => void): void {
    ran.set(flush, false);
    if (!frameRequested) {
      frameRequested = true;
      requestFrame(beginFrame);
    }
    flush();
  }

  function beginFrame(): void {
    frameRequested = false;
    const waiting = [...ran].filter(([, again]) => again).map(([flush]) => flush);
    ran.clear();
    callAll(waiting.map((flush) => () => run(flush)));
  }

  return {
    schedule(flush, origin) {
      if (origin === 'local' || !ran.has(flush)) run(flush);
      else ran.set(flush, true);
    },
  };
}

/** Calls each one; what one throws is reported as uncaught, after all of them have been called. */
export function callAll(callbacks: Iterable<() => void>): void {
  for (const callback of [...callbacks]) {
    try {
      callback();
    } catch (thrown) {
      queueMicrotask(() => {
        throw thrown;
      });
    }
  }
}

const FRAME_MS = 16;
/** A page that is hidden after it asked for a frame gets none; then the timer ends the wait. */
const LATE_FRAME_MS = 100;

function requestPaint(callback: () => void): void {
  // React Native and workers have frames, and no document.
  const isHidden = typeof document !== 'undefined' && document.hidden;
  const painted = typeof requestAnimationFrame === 'function' && !isHidden;
  const timer = setTimeout(begin, painted ? LATE_FRAME_MS : FRAME_MS);
  const frame = painted ? requestAnimationFrame(begin) : undefined;

  function begin(): void {
    clearTimeout(timer);
    if (frame !== undefined) cancelAnimationFrame(frame);
    callback();
  }
}
