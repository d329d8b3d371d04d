import fc from 'fast-check';
import { batchOf, type Batch } from 'ably-models-react/merge';
import type { Change } from './steps.js';

export type Handlers = Readonly<Record<string, (state: never, event: never) => unknown>>;

/** A way to merge, with changes to try it on. */
export interface Strategy {
  readonly handlers: Handlers;
  readonly start: unknown;
  readonly changes: fc.Arbitrary<Change>;
  /**
   * Whether events may be merged into a state that has them already: then sync results are given that are newer than their
   * position.
   */
  readonly isIdempotent: boolean;
  /** What the backend makes of a change when it commits it: its n-th. Default: what it is. */
  readonly stamp?: (change: Change, commit: number) => Change;
}

export const asIs = (change: Change): Change => change;

/** The same in batches, with single events in between. */
export const inBatches = ({ handlers, changes, stamp = asIs, ...rest }: Strategy): Strategy => ({
  ...rest,
  handlers: { ...handlers, batch: batchOf(handlers) },
  changes: fc.oneof(changes, fc.array(changes, { maxLength: 4 }).map(toBatch)),
  stamp(change, commit) {
    if (change.name !== 'batch') return stamp(change, commit);
    return toBatch((change.data as Batch<Change>).events.map((each) => stamp(each, commit)));
  },
});

const toBatch = (events: readonly Change[]): Change => ({ name: 'batch', data: { events } });
