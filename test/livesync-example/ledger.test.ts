import { describe, expect, it } from 'vitest';
import { seenBy, type LogRow } from '../../examples/livesync/load/committed-log.js';
import { judgeSegment } from '../../examples/livesync/load/ledger.js';

const row = (sequenceId: number, rejected = false): LogRow => ({
  sequenceId,
  transactionId: 100 + sequenceId,
  mutationId: `m${sequenceId}`,
  channel: 'projects:a',
  rejected,
});

/** Rows 1 to 5; the fourth was rejected. */
const log = [row(1), row(2), row(3), row(4, true), row(5)];

/** A segment that began when the first so many rows were committed. */
const segment = (seen: number, merged: readonly (number | string)[]) => ({
  project: { id: 'a', name: 'A', issues: [] },
  sync: 1,
  snapshot: `${101 + seen}:${101 + seen}:`,
  entries: merged.map((id) => ({ id: String(id), mutationId: `m${String(id).split('.')[0]}` })),
});

const nothing = { lost: [], doubled: [], disordered: [] };

describe('a segment of a ledger', () => {
  it('holds what was committed after its sync result and not rejected, each once, in order', () => {
    expect(judgeSegment(segment(1, [2, 3, 5]), log, false)).toEqual(nothing);
    expect(judgeSegment(segment(5, []), log, false)).toEqual(nothing);
  });

  it('lacks an event that was not merged, wherever it stands', () => {
    expect(judgeSegment(segment(1, [2, 5]), log, false).lost).toEqual(['3']);
    expect(judgeSegment(segment(1, [2, 3]), log, false).lost).toEqual(['5']);
  });

  it('owes only what stands before its last entry, where a new sync result has ended it', () => {
    expect(judgeSegment(segment(1, [2, 3]), log, true)).toEqual(nothing);
    expect(judgeSegment(segment(1, [2, 5]), log, true).lost).toEqual(['3']);
    expect(judgeSegment(segment(1, []), log, true)).toEqual(nothing);
  });

  it('has an event twice that came under another message id, or that its sync result had already', () => {
    expect(judgeSegment(segment(1, [2, 3, '3.1', 5]), log, false)).toEqual({ ...nothing, doubled: ['3.1'] });
    expect(judgeSegment(segment(2, [2, 3, 5]), log, false)).toEqual({ ...nothing, doubled: ['2'] });
  });

  it('has an event twice whose mutation was committed twice', () => {
    const again = { ...row(7), mutationId: 'm5' };
    const rows = [...log, row(6), again];
    const merged = {
      ...segment(4, [5, 6]),
      entries: [...segment(4, [5, 6]).entries, { id: '7', mutationId: 'm5' }],
    };
    expect(judgeSegment(merged, rows, false)).toEqual({ ...nothing, doubled: ['7'] });
  });

  it('tells events that were merged in another order than they were committed', () => {
    expect(judgeSegment(segment(1, [3, 2, 5]), log, false)).toEqual({ ...nothing, disordered: ['2'] });
  });
});

describe('a snapshot of the database', () => {
  it('sees what was committed before it, and not what was under way or had not begun', () => {
    const sees = seenBy('103:106:103,105');
    expect([102, 103, 104, 105, 106].filter(sees)).toEqual([102, 104]);
  });

  it('sees all that came before it, where nothing was under way', () => {
    expect([99, 100].filter(seenBy('100:100:'))).toEqual([99]);
  });
});
