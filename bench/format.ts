/** `1,234,000`: three digits that mean something, and no more. */
export function count(value: number): string {
  const digits = Math.max(0, Math.floor(Math.log10(Math.abs(value) || 1)) - 2);
  const unit = 10 ** digits;
  return (Math.round(value / unit) * unit).toLocaleString('en', { maximumFractionDigits: 0 });
}

export const percent = (ratio: number): string =>
  `${(ratio * 100).toLocaleString('en', { maximumSignificantDigits: ratio < 0.1 ? 2 : 3 })} %`;

export const times = (ratio: number): string => `${ratio.toFixed(2)} ×`;

export const ms = (value: number): string => `${value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0)} ms`;

/** 1 kB is 1,000 bytes, as in size-limit's tables. */
export const kB = (bytes: number): string => `${(bytes / 1000).toFixed(2)} kB`;
