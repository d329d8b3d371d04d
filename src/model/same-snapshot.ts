import type { ModelSnapshot } from './live-model.js';

/** Whether two snapshots show the same; keys of both are the same by type. */
export function isSameSnapshot<T>(a: ModelSnapshot<T>, b: ModelSnapshot<T>): boolean {
  return (Object.keys(a) as (keyof ModelSnapshot<T>)[]).every((key) => Object.is(a[key], b[key]));
}
