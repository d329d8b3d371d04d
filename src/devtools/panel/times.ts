'use client';

import { useEffect, useState } from 'react';

/** The time, so many ms exact. */
export function useNow(interval: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}

/** How long ago, in the largest unit that is not nothing. */
export function agoOf(at: number | undefined, now: number): string {
  if (at === undefined) return '–';
  const seconds = Math.max(0, Math.floor((now - at) / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

export function clockOf(at: number): string {
  const date = new Date(at);
  const digits = (value: number, count: number) => String(value).padStart(count, '0');
  const [hours, minutes] = [digits(date.getHours(), 2), digits(date.getMinutes(), 2)];
  return `${hours}:${minutes}:${digits(date.getSeconds(), 2)}.${digits(date.getMilliseconds(), 3)}`;
}

export const spanOf = (ms: number): string => (ms < 10_000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);
