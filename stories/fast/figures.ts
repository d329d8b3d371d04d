/** What had been counted, all in all, when a frame began. */
export interface Frame {
  /** In ms. */
  readonly at: number;
  readonly published: number;
  readonly received: number;
  readonly rendered: number;
  readonly committed: number;
}

/** All times in ms. */
export interface Figures {
  readonly frames: number;
  readonly fps: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
  readonly published: number;
  readonly received: number;
  readonly rendered: number;
  readonly committed: number;
}

/** The limit of 95 frames in 100, in ms: thirty frames a second. */
export const limitMs = 33;

/** What is said “a second” is what the last second brought. */
const nowMs = 1000;

/** Of the times between frames, and, a second, of what was counted. */
export function readFigures(frames: readonly Frame[]): Figures {
  const times = timesOf(frames).sort((a, b) => a - b);
  const quantile = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
  const last = frames.at(-1);
  const first = frames.find(({ at }) => at >= (last?.at ?? 0) - nowMs);
  const seconds = ((last?.at ?? 0) - (first?.at ?? 0)) / 1000;
  const perSecond = (count: (frame: Frame) => number) =>
    last === undefined || first === undefined || seconds === 0
      ? 0
      : Math.round((count(last) - count(first)) / seconds);
  return {
    frames: times.length,
    fps: perSecond((frame) => frames.indexOf(frame)),
    p50: quantile(0.5),
    p95: quantile(0.95),
    p99: quantile(0.99),
    longest: quantile(1),
    published: perSecond(({ published }) => published),
    received: perSecond(({ received }) => received),
    rendered: perSecond(({ rendered }) => rendered),
    committed: perSecond(({ committed }) => committed),
  };
}

/** From each frame to the next, in ms. */
export function timesOf(frames: readonly Frame[]): number[] {
  return frames.slice(1).map(({ at }, index) => at - (frames[index]?.at ?? at));
}
