import { describe, expect, it } from 'vitest';
import { insufficientHistory } from '../../src/model/insufficient-history.js';

const identity = { name: 'post:1', channelName: 'posts:1' };
const retention = 120_000;

describe('the error of a history that is too short says how old the state is', () => {
  it.each([
    [
      'by when it was complete',
      { completeAt: 850_000 },
      'the state is at least 150 s old, and the history of channel "posts:1" is kept for 120 s',
    ],
    [
      'by the oldest message that is there',
      { oldest: { id: '57', timestamp: 905_000 } },
      'the state is at least 95 s old, and the history of channel "posts:1" is kept for 120 s and begins at "57"',
    ],
    [
      'not at all when that has no time',
      { oldest: { id: '57', timestamp: 'yesterday' } },
      'the history of channel "posts:1" is kept for 120 s and begins at "57"',
    ],
    [
      'as nothing when the clocks differ',
      { oldest: { id: '57', timestamp: 1_005_000 } },
      'the state is at least 0 s old, and the history of channel "posts:1" is kept for 120 s and begins at "57"',
    ],
  ])('%s', (_, known, why) => {
    const error = insufficientHistory(identity, { from: '12', retention, now: 1_000_000, ...known });

    expect(error.code).toBe('insufficient-history');
    expect(error.message).toBe(`unable to catch up model "post:1" from sequence id "12"; ${why}`);
  });
});
