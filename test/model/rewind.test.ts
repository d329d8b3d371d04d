import { describe, expect, it, vi } from 'vitest';
import type { HistoryPage } from '../../src/channel/port.js';
import { rewind, withExpired } from '../../src/model/rewind.js';
import type { Position } from '../../src/model/track.js';
import { headersOf } from './world.js';

interface Entry {
  readonly id: string;
  readonly mutationId?: string;
}

const entries = (...ids: (string | number)[]): Entry[] => ids.map((id) => ({ id: String(id) }));

/** History as the server pages it: newest first. */
function historyOf(channel: readonly Entry[], pageSize: number) {
  const newestFirst = [...channel].reverse();
  const read = vi.fn((from: number): Promise<HistoryPage> =>
    Promise.resolve({
      items: newestFirst.slice(from, from + pageSize).map(({ id, ...commit }) => ({
        id,
        name: 'changed',
        extras: { headers: headersOf(commit) },
      })),
      hasNext: () => from + pageSize < newestFirst.length,
      next: () => read(from + pageSize),
    }),
  );
  return read;
}

async function rewindTo(
  position: Position,
  channel: readonly Entry[],
  { pageSize = 3, pending = new Map<string, Position | undefined>(), overlaps = false } = {},
) {
  const read = historyOf(channel, pageSize);
  const order = /^\d+$/.test(position.id) && position.id !== '0' ? 'integer' : 'undecided';
  const rewound = await rewind(
    () => read(0),
    { position, order, pending, overlaps },
    pageSize,
    () => true,
  );
  return {
    ids: rewound?.messages.map(({ id }) => id),
    reached: rewound?.reached,
    requests: read.mock.calls.length,
  };
}

const numbers = (from: number, to: number) =>
  entries(...Array.from({ length: to - from + 1 }, (_, index) => from + index));

describe('rewinding', () => {
  it('reads the pages that it needs, oldest message first', async () => {
    const result = await rewindTo({ id: '5', inChannel: false }, numbers(1, 10));

    expect(result).toEqual({ ids: ['5', '6', '7', '8', '9', '10'], reached: true, requests: 2 });
  });

  it('reads a page past the first lower ids where the id itself is not there', async () => {
    const result = await rewindTo({ id: '15', inChannel: false }, entries(2, 4, 6, 8, 10, 12, 14, 16, 18));

    expect(result).toMatchObject({ reached: true, requests: 2 });
  });

  it('finds the id behind lower ones that were committed after it', async () => {
    const result = await rewindTo({ id: '9', inChannel: false }, entries(7, 9, 6, 8, 10, 11));

    expect(result).toMatchObject({ reached: true, requests: 2 });
    expect(result.ids).toContain('9');
  });

  it('reads on when what stands before the id is higher: it may be the second copy', async () => {
    const result = await rewindTo({ id: '9', inChannel: false }, entries(8, 9, 10, 11, 9, 12));

    expect(result.ids).toEqual(['8', '9', '10', '11', '9', '12']);
  });

  it('reads a page’s worth before the id where live messages may overlap', async () => {
    const result = await rewindTo({ id: '9', inChannel: false }, numbers(1, 10), { overlaps: true });

    expect(result.ids).toEqual(['2', '3', '4', '5', '6', '7', '8', '9', '10'].slice(-6));
  });

  it('goes back to a place in the channel by that very message', async () => {
    const found = await rewindTo({ id: '6', inChannel: true }, entries(5, 7, 6, 8));
    expect(found).toMatchObject({ reached: true });

    const expired = await rewindTo({ id: '6', inChannel: true }, entries(3, 4, 7, 8));
    expect(expired).toMatchObject({ reached: false });
  });

  it('reads all there is from before the first event', async () => {
    const result = await rewindTo({ id: '0', inChannel: false }, numbers(1, 10));

    expect(result).toMatchObject({ reached: true, requests: 4 });
    expect(result.ids).toHaveLength(10);
  });

  it('says when the history ends too early', async () => {
    const result = await rewindTo({ id: '3', inChannel: false }, numbers(7, 10));

    expect(result).toMatchObject({ reached: false, requests: 2 });
  });

  it('does not take a foreign id for the end', async () => {
    const result = await rewindTo({ id: '5', inChannel: false }, [
      ...numbers(1, 7),
      ...entries('1-by-hand', 8),
    ]);

    expect(result.ids).toContain('5');
  });

  it('goes further back while a mutation is pending that was made before', async () => {
    const channel: Entry[] = [...numbers(1, 3), { id: '4', mutationId: 'mine' }, ...numbers(5, 12)];
    const madeAt = { id: '2', inChannel: true };

    const settled = await rewindTo({ id: '11', inChannel: false }, channel, {
      pending: new Map([['mine', madeAt]]),
    });
    expect(settled.ids?.[0]).toBe('4');

    const unsettled = await rewindTo({ id: '11', inChannel: false }, channel, {
      pending: new Map([['nobody’s', madeAt]]),
    });
    expect(unsettled.ids?.[0]).toBe('1');
  });

  it('ends with the history for a mutation that was made before there was a position', async () => {
    const result = await rewindTo({ id: '11', inChannel: false }, numbers(1, 12), {
      pending: new Map([['mine', undefined]]),
    });

    expect(result).toMatchObject({ reached: true, requests: 4 });
  });

  it('stops asking when it is no longer wanted', async () => {
    const read = historyOf(numbers(1, 10), 3);
    let asked = 0;
    const goal = {
      position: { id: '1', inChannel: false },
      order: 'integer',
      pending: new Map(),
      overlaps: false,
    } as const;

    const rewound = await rewind(
      () => read(0),
      goal,
      3,
      () => (asked += 1) < 2,
    );

    expect(rewound).toBeUndefined();
    expect(read).toHaveBeenCalledTimes(2);
  });
});

describe('live messages that the history does not have any more', () => {
  const messages = (...ids: readonly (number | undefined)[]) =>
    ids.map((id) => ({ name: 'changed', ...(id !== undefined && { id: String(id) }) }));
  const united = (history: readonly number[], heard: readonly (number | undefined)[]) => {
    const rewound = { messages: messages(...history), reached: false, isGuess: false };
    return withExpired(rewound, messages(...heard)).messages.map(({ id }) => Number(id));
  };

  it('stand before the one that it has', () => {
    expect(united([2, 3], [1, 2, 3])).toEqual([1, 2, 3]);
  });

  it.each([
    ['come after all that it has', [2], [2, 3]],
    ['came between two copies of one that it has', [2], [2, 3, 2]],
    ['have nothing in common with it', [2], [3]],
    ['have no id', [2], [undefined, 2]],
  ])('are left where they were if they %s', (_, history, heard) => {
    expect(united(history, heard)).toEqual(history);
  });
});
