import { describe, expect, it, vi } from 'vitest';
import { MutationRecords } from '../../src/devtools/mutation-records.js';
import type { Mutation } from '../../src/model/live-model.js';
import type { PendingMutation } from '../../src/store/mutations.js';

const event = { mutationId: 'm', name: 'changed' };

const listed = (id: number, stage: 'applied' | 'failed' = 'applied') =>
  ({ model: 'posts', mutationId: `m${id}`, event, steps: [{ stage, at: id }] }) as unknown as PendingMutation;

const many = (count: number) => Array.from({ length: count }, (_, index) => listed(index));

function made(records: MutationRecords, id: number) {
  let confirm!: () => void;
  const settled = new Promise<void>((resolve) => (confirm = resolve));
  const answeredLate = new Promise<void>(() => undefined);
  const mutation = { mutationId: `m${id}`, settled, answeredLate, cancel: vi.fn() } as unknown as Mutation;
  records.made('posts', mutation, event);
  return confirm;
}

describe('Records of mutations', () => {
  it('are opened once, also where more are listed than are kept', () => {
    const reached = vi.fn();
    const records = new MutationRecords(reached);
    records.follow(many(250));
    records.follow(many(250));
    expect(reached).toHaveBeenCalledTimes(250);
    expect(records.all()).toHaveLength(200);
  });

  it('do not come back as new where a failure that nobody dismissed was evicted', () => {
    const reached = vi.fn();
    const records = new MutationRecords(reached);
    const failure = listed(1000, 'failed');
    records.follow([failure]);
    for (let id = 0; id < 200; id += 1) made(records, id);
    reached.mockClear();
    records.follow([failure]);
    expect(reached).not.toHaveBeenCalled();
  });

  it('of one that is made again under its id after all that are opened anew', () => {
    const records = new MutationRecords(vi.fn());
    records.follow([listed(1000, 'failed')]);
    for (let id = 0; id < 200; id += 1) made(records, id);
    made(records, 1000);
    expect(records.all().at(-1)).toMatchObject({ mutationId: 'm1000', steps: [{ stage: 'applied' }] });
  });

  it('let go of the mutation when it has ended', async () => {
    const records = new MutationRecords(vi.fn());
    const confirm = made(records, 1);
    expect(records.all()[0]?.attempt).toBeDefined();
    confirm();
    await vi.waitFor(() => expect(records.all()[0]?.steps.at(-1)?.stage).toBe('confirmed'));
    expect(records.all()[0]?.attempt).toBeUndefined();
    // As its hook lists it once more, a frame behind.
    records.follow([listed(1)]);
    records.follow([]);
    expect(records.all()[0]?.steps.map(({ stage }) => stage)).toEqual(['applied', 'confirmed']);
  });
});
