import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectConvergence, SLOW } from './converge.js';
import { inBatches, type Strategy } from './strategy.js';

const added = fc.integer({ min: 1, max: 9 }).map((data) => ({ name: 'added', data }));
const counter = { start: 0, changes: added, isIdempotent: false };
type Added = { readonly data: number };

describe('what the convergence tests find', { timeout: SLOW }, () => {
  it('is nothing wrong with a merge function that adds up, once an event', async () => {
    const handlers = { added: (sum: number, { data }: Added) => sum + data };

    await expectConvergence({ ...counter, handlers }, 1);
    await expectConvergence(inBatches({ ...counter, handlers }), 2);
  });

  it.each<[string, Partial<Strategy>]>([
    [
      'that adds up, where sync results are newer than their position: it adds twice',
      { handlers: { added: (sum: number, { data }: Added) => sum + data }, isIdempotent: true },
    ],
    [
      'that counts its own calls',
      (() => {
        let calls = 0;
        return { handlers: { added: () => (calls += 1) } };
      })(),
    ],
    [
      'that merges an optimistic event otherwise than a confirmed one, and keeps it',
      (() => {
        let sum = 0;
        return { handlers: { added: (_: number, { data }: Added) => (sum += data) } };
      })(),
    ],
    [
      'that changes the state',
      {
        start: { list: [] },
        handlers: {
          added: (state: { list: number[] }, { data }: Added) => {
            state.list.push(data);
            return { ...state };
          },
        },
      },
    ],
    [
      'that changes the event',
      {
        start: { list: [] },
        changes: added.map(({ name, data }) => ({ name, data: { data } })),
        handlers: {
          added: (state: object, event: { data: { data: number } }) => {
            event.data.data += 1;
            return { ...state, list: [event.data] };
          },
        },
      },
    ],
  ])('is a merge function %s', async (_what, broken) => {
    await expect(expectConvergence({ ...counter, handlers: {}, ...broken }, 3)).rejects.toThrow(/seed: 3/);
  });
});
