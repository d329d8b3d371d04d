import { render } from '@testing-library/react';
import { useEffect, type ReactElement } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelsError } from '../../src/errors.js';
import { defineModel } from '../../src/model/define-model.js';
import type { ChangeEvent } from '../../src/model/event.js';
import { resolveModel } from '../../src/model/resolve-model.js';
import { ModelView, type ModelViewProps } from '../../src/react/model-view.js';
import { ModelsProvider, type ModelsProviderProps } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useModelsClient } from '../../src/react/use-models-client.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { usePendingMutations } from '../../src/react/use-pending-mutations.js';
import { FakeClient } from './fake-client.js';
import { post } from './post.js';
import { renderWithModels } from './render.js';

/** Components of plain JavaScript callers, whom no type stops. */
const untyped = <Value = never,>(value: unknown) => value as Value;
const model = {
  channelName: 'c',
  sync: () => Promise.resolve({ data: 0, sequenceId: 0 }),
  merge: (n: number) => n,
};
const send = () => undefined;

const hooks: Record<string, (options?: unknown) => unknown> = {
  useModel: (options) => useModel(post('1'), untyped<object>(options)),
  useOptimistic: (options) =>
    useOptimistic(post('1'), untyped<{ send: () => void }>({ send, ...(options as object) })),
  usePendingMutations: (options) => usePendingMutations(untyped<object | undefined>(options)),
  useModelStatus: () => useModelStatus(post('1')),
  useModelsClient: () => useModelsClient(),
};

function Using({ hook, options }: { readonly hook: keyof typeof hooks; readonly options?: unknown }) {
  hooks[hook]?.(options);
  return null;
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('nothing was thrown');
}

describe('What is asked for wrongly', () => {
  // React reports what a component throws.
  beforeEach(() => void vi.spyOn(console, 'error').mockReturnValue());
  afterEach(() => void vi.restoreAllMocks());

  function expectRefused(run: () => unknown, message: string): void {
    const error = thrownBy(run);
    expect(error).toBeInstanceOf(ModelsError);
    expect(error).toMatchObject({ code: 'invalid-options', message });
  }

  it.each(Object.keys(hooks))('%s names itself and the provider that is missing', (hook) => {
    expectRefused(
      () => render(<Using hook={hook} />),
      `unable to use ${hook}; put a <ModelsProvider> above it`,
    );
  });

  it.each([
    [
      'useModel',
      'unable to use useModel; `selct` is not an option, known are `select`, `isEqual`, `optimistic`, `enabled`, `visibility`',
    ],
    [
      'useOptimistic',
      'unable to use useOptimistic; `selct` is not an option, known are `event`, `send`, `timeout`, `retry`, `visibility`',
    ],
    [
      'usePendingMutations',
      'unable to use usePendingMutations; `selct` is not an option, known are `model`, `status`',
    ],
  ])('%s names an option that does not exist, and those that do', (hook, message) => {
    expectRefused(() => renderWithModels(<Using hook={hook} options={{ selct: 1 }} />), message);
  });

  it.each<[string, () => unknown, string]>([
    [
      'useModel: a factory that nobody called',
      () => useModel(untyped<typeof model>(post)),
      "unable to use a model; this is a function. What defineModel makes is to be called, as in useModel(post('1'))",
    ],
    [
      'useModel: no model',
      () => useModel(untyped<typeof model>(undefined)),
      'unable to use a model; it must be what defineModel describes, or the same inline, and is undefined',
    ],
    [
      'useModel: a name',
      () => useModel(untyped<typeof model>('posts:1')),
      'unable to use a model; it must be what defineModel describes, or the same inline, and is posts:1',
    ],
    [
      'usePendingMutations: a factory that nobody called',
      () => usePendingMutations({ model: untyped<typeof model>(post) }),
      "unable to use a model; this is a function. What defineModel makes is to be called, as in useModel(post('1'))",
    ],
    [
      'useModel: no options',
      () => useModel(post('1'), untyped<object>(null)),
      'unable to use useModel; the options must be an object',
    ],
    [
      'useOptimistic: all in one',
      () => useOptimistic(...untyped<[typeof model, { send: () => void }]>([{ mutationFn: send }])),
      'unable to use useOptimistic; the options must be an object',
    ],
    [
      'useOptimistic: no send',
      () => useOptimistic(model, untyped<{ send: () => void }>({})),
      'unable to use useOptimistic; `send` must be a function, or the name of one that ably-models-react/persist knows, and is undefined',
    ],
    [
      'useOptimistic: an event that is none',
      () => useOptimistic(model, { send, event: untyped<() => { name: string }>('comment.added') }),
      'unable to use useOptimistic; `event` must be a function and is comment.added',
    ],
  ])('a hook refuses, when it is called, %s', (_, use, message) => {
    function Asking() {
      use();
      return null;
    }
    expectRefused(() => renderWithModels(<Asking />), message);
  });

  it('a client refuses a factory that nobody called', () => {
    expectRefused(
      () => resolveModel(untyped<typeof model>(post)),
      "unable to use a model; this is a function. What defineModel makes is to be called, as in useModel(post('1'))",
    );
    expectRefused(
      () => resolveModel(untyped<typeof model>(null)),
      'unable to use a model; it must be what defineModel describes, or the same inline, and is null',
    );
  });

  it.each<[string, () => ReactElement, string]>([
    [
      'a prop that does not exist',
      () => <ModelsProvider {...untyped<ModelsProviderProps>({ client: new FakeClient(), pauseafter: 1 })} />,
      'unable to render <ModelsProvider>; `pauseafter` is not an option, known are `client`, `pauseAfter`, `gcTime`, `visibilitySource`, `children`',
    ],
    [
      'a client that is none',
      () => <ModelsProvider client={untyped({})} />,
      'unable to provide models; `client` must be a ModelsClient of ably-models-react. For one of @ably-labs/models, ' +
        "`import { adaptSdkClient } from 'ably-models-react/sdk'` and provide `adaptSdkClient(client)`",
    ],
    [
      'a time that is none',
      () => <ModelsProvider client={new FakeClient()} gcTime={NaN} />,
      'unable to render <ModelsProvider>; `gcTime` must be a number of ms from 0 to Infinity and is NaN',
    ],
    [
      'a prop of <ModelView> that does not exist',
      () => (
        <ModelsProvider client={new FakeClient()}>
          <ModelView
            {...untyped<ModelViewProps<number, unknown, string, ChangeEvent>>({
              of: model,
              falback: null,
              children: () => null,
            })}
          />
        </ModelsProvider>
      ),
      'unable to render <ModelView>; `falback` is not an option, known are `of`, `fallback`, `errorFallback`, `children`',
    ],
  ])('the provider refuses %s', (_, ui, message) => {
    expectRefused(() => render(ui()), message);
  });

  it.each([
    [
      { ...model, chanelName: 'c' },
      'unable to define a model; `chanelName` is not an option, known are `channelName`, `name`, `sync`, `merge`, `schema`, `events`',
    ],
    [{ ...model, sync: undefined }, 'unable to define a model; `sync` must be a function'],
    [
      { ...model, merge: 1 },
      'unable to define a model; `merge` must be a function or handlers by event name',
    ],
  ])('defineModel refuses %o', (options, message) => {
    expectRefused(() => defineModel(untyped<typeof model>(options)), message);
  });
});

describe('useModelsClient', () => {
  it('gives the client that the provider was given', () => {
    const given = new Set<unknown>();
    function Client() {
      const client = useModelsClient();
      useEffect(() => void given.add(client), [client]);
      return null;
    }
    const { client } = renderWithModels(<Client />);
    expect([...given]).toEqual([client]);
  });
});
