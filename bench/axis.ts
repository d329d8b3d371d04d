export interface Axis {
  readonly isLog: boolean;
  readonly ticks: readonly { readonly position: number; readonly label: string }[];
  /** Where on the paper a value stands. */
  place(value: number): number;
}

/** Where the largest is so many times the smallest, a linear scale shows the large ones only. */
const LOG_FROM = 30;

const label = (value: number): string =>
  Math.abs(value) >= 1
    ? value.toLocaleString('en', { maximumFractionDigits: 1 })
    : value.toLocaleString('en', { maximumSignificantDigits: 2 });

/**
 * A scale that shows the values: linear from 0, logarithmic where they spread, or, where they spread and one is 0,
 * one place for each.
 *
 * @param from where it begins on the paper
 * @param options.spread whether the values are measured, and not chosen: ticks stand at round numbers then
 */
export function axisOf(
  values: readonly number[],
  from: number,
  to: number,
  { spread = false }: { readonly spread?: boolean } = {},
): Axis {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const least = distinct[0] ?? 0;
  const most = distinct.at(-1) ?? 1;
  if (least > 0 && most / least >= LOG_FROM) return logAxis(least, most, from, to);
  if (!spread && least === 0 && most / (distinct[1] ?? most) >= LOG_FROM)
    return placesAxis(distinct, from, to);
  return linearAxis(Math.min(0, least), most, from, to);
}

function logAxis(least: number, most: number, from: number, to: number): Axis {
  const [low, high] = [Math.floor(Math.log10(least)), Math.ceil(Math.log10(most))];
  const place = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const powers = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return {
    isLog: true,
    place,
    ticks: powers.map((value) => ({ position: place(value), label: label(value) })),
  };
}

function placesAxis(distinct: readonly number[], from: number, to: number): Axis {
  // Half a step at either end, so that the first does not stand on the other axis.
  const place = (value: number) => from + ((distinct.indexOf(value) + 0.5) / distinct.length) * (to - from);
  return {
    isLog: false,
    place,
    ticks: distinct.map((value) => ({ position: place(value), label: label(value) })),
  };
}

function linearAxis(least: number, most: number, from: number, to: number): Axis {
  const range = most - least || 1;
  const magnitude = 10 ** Math.floor(Math.log10(range / 4));
  const step = ([1, 2, 5, 10].find((factor) => range / (factor * magnitude) <= 6) ?? 10) * magnitude;
  const [low, high] = [Math.floor(least / step) * step, Math.ceil(most / step) * step];
  const place = (value: number) => from + ((value - low) / (high - low || 1)) * (to - from);
  const count = Math.round((high - low) / step);
  return {
    isLog: false,
    place,
    ticks: Array.from({ length: count + 1 }, (_, index) => {
      const value = low + index * step;
      return { position: place(value), label: label(value) };
    }),
  };
}
