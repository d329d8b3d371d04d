import { render, screen } from '@testing-library/react';
import { useEffect, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it, vi } from 'vitest';
import { ModelView } from '../../src/react/model-view.js';
import { ModelVisibility } from '../../src/react/model-visibility.js';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useModelStatus } from '../../src/react/use-model-status.js';
import { useModels } from '../../src/react/use-models.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { usePendingMutations } from '../../src/react/use-pending-mutations.js';
import { useSuspenseModel } from '../../src/react/use-suspense-model.js';
import { Screen } from './boundary.js';
import { FakeClient } from './fake-client.js';
import { post, readPost } from './post.js';
import { setTheStage, settle } from './stage.js';

/** What a component shows; told as it is committed. */
function Shown({
  onCommit,
  children,
}: {
  readonly onCommit: (text: string) => void;
  readonly children: string;
}) {
  useEffect(() => onCommit(children), [onCommit, children]);
  return <p>{children}</p>;
}

describe('Hydrating', () => {
  setTheStage();

  /** Has the page rendered on a server, and then taken over in a browser, where `client` may have begun already. */
  function hydrate(page: ReactNode, client: FakeClient) {
    const ui = (of: FakeClient) => <ModelsProvider client={of}>{page}</ModelsProvider>;
    const container = document.body.appendChild(document.createElement('div'));
    container.innerHTML = renderToString(ui(new FakeClient()));
    // Of layout effects, up to React 18: there is a document here, which no server has.
    vi.mocked(console.error).mockClear();
    const html = container.innerHTML;
    const onRecoverableError = vi.fn<(error: unknown) => void>();
    render(ui(client), { container, hydrate: true, reactStrictMode: true, onRecoverableError });
    return { html, onRecoverableError };
  }

  it.each([
    ['what the server sent, and then the data', false],
    ['what the server sent, also where the model has its data already', true],
  ])('shows %s', async (_, isRunning) => {
    const client = new FakeClient();
    const commits: string[] = [];
    const onCommit = (text: string) => void commits.push(text);
    if (isRunning) {
      const { sync, ...definition } = post('1');
      await client.get({ ...definition, sync: () => sync() }).sync();
      client.model('posts:1').emit('title.changed', 'New');
    }
    function Page() {
      const { data, isPending } = useModel(post('1'));
      const { state } = useModelStatus(post('1'));
      const several = useModels([post('1')]);
      const { pending } = useOptimistic(post('1'), { send: () => undefined });
      const mutations = usePendingMutations();
      return (
        <ModelVisibility>
          <Shown onCommit={onCommit}>
            {[
              isPending ? 'pending' : data?.title,
              state,
              several[0].data?.title,
              pending.length,
              mutations.length,
            ].join()}
          </Shown>
          <ModelView of={post('1')} fallback={<i>waiting</i>}>
            {({ data: { title } }) => <h1>{title}</h1>}
          </ModelView>
        </ModelVisibility>
      );
    }
    const { html, onRecoverableError } = hydrate(<Page />, client);
    expect(html).toBe('<div><p>pending,initialized,,0,0</p><i>waiting</i></div>');
    await settle();
    const title = isRunning ? 'New' : 'Post 1';
    expect([...new Set(commits)].filter((text) => !text.includes('syncing'))).toEqual([
      'pending,initialized,,0,0',
      `${title},ready,${title},0,0`,
    ]);
    expect(screen.getByRole('heading').textContent).toBe(title);
    expect(onRecoverableError).not.toHaveBeenCalled();
    expect(readPost).toHaveBeenCalledTimes(1);
  });

  it('suspends where the server did, and shows the data after one sync call', async () => {
    function Title() {
      return <h1>{useSuspenseModel(post('1')).data.title}</h1>;
    }
    const client = new FakeClient();
    const { html } = hydrate(
      <Screen>
        <Title />
      </Screen>,
      client,
    );
    expect(html).toContain('Loading');
    readPost.mockClear();
    await settle();
    expect(screen.getByRole('heading').textContent).toBe('Post 1');
    expect(client.model('posts:1').calls).toEqual(['prefetch', 'resume']);
  });
});
