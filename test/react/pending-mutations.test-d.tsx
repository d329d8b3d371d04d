import { describe, expectTypeOf, it } from 'vitest';
import type { ModelsError } from '../../src/errors.js';
import { defineModel } from '../../src/model/define-model.js';
import type { ChangeEvent, MutationEvent } from '../../src/model/event.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { usePendingMutations } from '../../src/react/use-pending-mutations.js';
import type { MutationStage, PendingMutation } from '../../src/store/mutations.js';

const post = defineModel({
  channelName: (id: string) => `posts:${id}`,
  sync: () => Promise.resolve({ data: ['first'], sequenceId: '0' }),
  merge: {
    'comment.added': (texts, event: ChangeEvent<'comment.added', string>) => [...texts, event.data],
  },
});

const inline = {
  channelName: 'counter',
  sync: () => Promise.resolve({ data: 0, sequenceId: '0' }),
  merge: { added: (count: number, { data }: { data: number }) => count + data },
};

describe('usePendingMutations', () => {
  it('lists mutations of any model, with what can be done about them', () => {
    const [mutation] = usePendingMutations() as [PendingMutation];
    expectTypeOf(usePendingMutations()).toEqualTypeOf<readonly PendingMutation[]>();
    expectTypeOf(mutation.event).toEqualTypeOf<MutationEvent>();
    expectTypeOf(mutation.model).toEqualTypeOf<string>();
    expectTypeOf(mutation.stage).toEqualTypeOf<MutationStage>();
    expectTypeOf(mutation.error).toEqualTypeOf<ModelsError | undefined>();
    const { retry, cancel, dismiss } = mutation;
    expectTypeOf([retry, cancel, dismiss]).toEqualTypeOf<(() => void)[]>();
  });

  it('takes a definition, an inline model, a status, or nothing', () => {
    usePendingMutations({});
    usePendingMutations({ model: post('1') });
    usePendingMutations({ model: inline, status: 'failed' });
  });

  it('refuses what is none of them', () => {
    // @ts-expect-error a name is no model
    usePendingMutations({ model: 'posts:1' });
    // @ts-expect-error there is no such status
    usePendingMutations({ status: 'rejected' });
    // @ts-expect-error there is no such option
    usePendingMutations({ stage: 'failed' });
  });
});

describe('useOptimistic', () => {
  it('takes `retry` as a number or a function', () => {
    useOptimistic(post('1'), { send: () => undefined, retry: 3 });
    useOptimistic(post('1'), {
      send: () => undefined,
      retry: (failureCount, error) => {
        expectTypeOf(failureCount).toEqualTypeOf<number>();
        expectTypeOf(error).toEqualTypeOf<unknown>();
        return failureCount < 3;
      },
    });
    // @ts-expect-error how often, in words
    useOptimistic(post('1'), { send: () => undefined, retry: 'always' });
  });

  it('gives `cancel` as a function that can be passed on', () => {
    const { pending } = useOptimistic(post('1'), { send: () => undefined });
    expectTypeOf(pending.map(({ cancel }) => cancel)).toEqualTypeOf<(() => void)[]>();
  });
});
