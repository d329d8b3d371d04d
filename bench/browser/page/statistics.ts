/** The value below which that share of all lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

export const times = (value: number): string => `${value.toFixed(2)} ×`;

export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** Whether a measured number is below its limit, or above it by a third at most. */
export function atMost(measured: number, limit: number): boolean | 'within a third' {
  if (measured <= limit) return true;
  return measured <= limit * (4 / 3) ? 'within a third' : false;
}
