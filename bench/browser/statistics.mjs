/** Numbers and how they are printed, in Node and in the page alike. */

/**
 * The value below which that share of all lies.
 *
 * @param {readonly number[]} values @param {number} share 0 to 1
 * @returns {number}
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** @param {readonly number[]} values @returns {number} */
export const median = (values) => quantile(values, 0.5);

/** @param {number} value @returns {string} */
export const ms = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;

/** @param {number} value @returns {string} */
export const times = (value) => `${value.toFixed(2)} ×`;

/** @param {number} value @returns {string} */
export const count = (value) => Math.round(value).toLocaleString('en');

/**
 * Whether a measured number is at its limit or below, or above it by a third at most.
 *
 * @param {number} measured @param {number} limit
 * @returns {boolean | 'within a third'}
 */
export function atMost(measured, limit) {
  if (measured <= limit) return true;
  return measured <= (limit * 4) / 3 ? 'within a third' : false;
}
