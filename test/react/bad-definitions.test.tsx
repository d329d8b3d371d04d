import { act, screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';
import { ModelView } from '../../src/react/model-view.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { FakeClient } from './fake-client.js';
import { renderWithModels } from './render.js';

const noTenant = new Error('no tenant');

/** Of a tenant that is missing at times. */
const post = defineModel({
  channelName: (tenant: string) => {
    if (tenant.startsWith('no')) throw noTenant;
    return `${tenant}:posts`;
  },
  sync: (tenant) => Promise.resolve({ data: `posts of ${tenant}`, sequenceId: '0' }),
  merge: (state: string) => state,
});

function Posts({ of }: { readonly of: string }) {
  const { data, state, error, isPending } = useModel(post(of));
  return <p>{`${state} ${String(isPending)} ${data ?? ''}${error?.message ?? ''}`}</p>;
}

const shown = () => screen.getByRole('paragraph').textContent;
const failure = (tenant: string) =>
  `unable to use a model for ("${tenant}"); its \`channelName\` threw: no tenant`;

describe('a definition whose `channelName` throws', () => {
  it.each([
    ['useModel', () => useModel(post('none')).error],
    ['useModelStatus', () => useModelStatus(post('none')).error],
    ['useOptimistic', () => useOptimistic(post('none'), { send: () => undefined }).error],
  ])('is told of by %s in `error`, with what was thrown', (_, useError) => {
    function Broken() {
      const error = useError();
      return <p>{`${error?.code ?? ''} ${error?.message ?? ''} ${String(error?.cause === noTenant)}`}</p>;
    }
    const { client } = renderWithModels(<Broken />);

    expect(shown()).toBe(`invalid-options ${failure('none')} true`);
    expect(client.created).toBe(0);
  });

  it('is errored, and not pending', () => {
    renderWithModels(<Posts of="none" />);
    expect(shown()).toBe(`errored false ${failure('none')}`);
  });

  it('has <ModelView> show its error fallback', () => {
    const fallback = ({ message }: Error) => <p>{message}</p>;
    renderWithModels(
      <ModelView of={post('none')} errorFallback={fallback}>
        {({ data }) => data}
      </ModelView>,
    );
    expect(shown()).toBe(failure('none'));
  });

  it('becomes good, another bad one, and good again in place', async () => {
    const { client, rerender, unmount } = renderWithModels(<Posts of="a" />, { gcTime: 0 });
    await screen.findByText('ready false posts of a');
    rerender(<Posts of="none" />);
    expect(shown()).toBe(`errored false ${failure('none')}`);
    rerender(<Posts of="nobody" />);
    expect(shown()).toBe(`errored false ${failure('nobody')}`);
    rerender(<Posts of="b" />);
    await screen.findByText('ready false posts of b');
    unmount();
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    expect(client.models.size).toBe(0);
  });
});

describe('an inline model that is valid no longer', () => {
  const inline = { channelName: 'a', sync: () => Promise.resolve({ data: 'data', sequenceId: '0' }) };
  function Inline({ merge }: { readonly merge: unknown }) {
    const { data, error } = useModel({ ...inline, merge } as never);
    return <p>{error?.code ?? (data as string | undefined)}</p>;
  }
  const merge = (state: string) => state;

  it('tells it, lets go of the model, and has it again when it is valid', async () => {
    const client = new FakeClient();
    const { rerender } = renderWithModels(<Inline merge={merge} />, { client, gcTime: 0 });
    await screen.findByText('data');

    rerender(<Inline merge={undefined} />);
    expect(shown()).toBe('invalid-options');
    await act(() => new Promise((resolve) => setTimeout(resolve)));
    expect(client.models.size).toBe(0);

    rerender(<Inline merge={merge} />);
    await screen.findByText('data');
    expect(client.models.size).toBe(1);
  });

  it('tells what a mutation of it fails with, while others use the model', async () => {
    function Mutating({ merge: given }: { readonly merge: unknown }) {
      const { mutate, error, reset } = useOptimistic({ ...inline, merge: given } as never, {
        send: () => undefined,
      });
      return (
        <button onClick={() => mutate({ name: 'changed' })} onDoubleClick={reset}>
          {error?.message}
        </button>
      );
    }
    const ui = (given: unknown) => (
      <>
        <Inline merge={merge} />
        <Mutating merge={given} />
      </>
    );
    const { rerender } = renderWithModels(ui(merge));
    await screen.findByText('data');
    rerender(ui(undefined));
    expect(screen.getByRole('button').textContent).toMatch(/`merge` must be a function/);
    rerender(ui(merge));
    expect(screen.getByRole('button').textContent).toBe('');
    rerender(ui(undefined));

    act(() => screen.getByRole('button').click());

    expect(screen.getByRole('button').textContent).toMatch(/`merge` must be a function/);
    expect(shown()).toBe('data');
  });
});
