import type { Verdict } from './section.js';

interface Bound {
  readonly what: string;
  readonly measured: number;
  /** The figure in words, where it stands for a limit. */
  readonly format: (value: number) => string;
}

const grade = (isMet: boolean, isNear: boolean): Verdict['ok'] => isMet || (isNear && 'within a third');

export const atLeast = (limit: number, { what, measured, format }: Bound): Verdict => ({
  what,
  target: `≥ ${format(limit)}`,
  measured: format(measured),
  ok: grade(measured >= limit, measured >= (limit * 2) / 3),
});

export const atMost = (limit: number, { what, measured, format }: Bound): Verdict => ({
  what,
  target: `≤ ${format(limit)}`,
  measured: format(measured),
  ok: grade(measured <= limit, measured <= (limit * 4) / 3),
});

/** For what is so or not so: the same number, the same tick. */
export const exactly = (what: string, target: string | number, measured: string | number): Verdict => ({
  what,
  target: target.toLocaleString('en'),
  measured: measured.toLocaleString('en'),
  ok: target === measured,
});
