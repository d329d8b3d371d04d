// @vitest-environment node
import { Writable } from 'node:stream';
import type { ReactNode } from 'react';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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
import { WAIT } from '../wait.js';

/** One of everything that does not suspend. */
function Page() {
  const { data, state, isPending } = useModel(post('1'));
  const { connection } = useModelStatus(post('1'));
  const several = useModels([post('1'), post('2')]);
  const { pending } = useOptimistic(post('1'), { send: () => undefined });
  const mutations = usePendingMutations();
  const shown = [data?.title, state, isPending, connection, several.length, several[1].isPending];
  return (
    <ModelVisibility as="section" id="post">
      <p>{[...shown, pending.length, mutations.length].map(String).join(' ')}</p>
      <ModelVisibility>{(ref) => <i ref={ref} />}</ModelVisibility>
      <ModelView of={post('1')} fallback="waiting">
        {() => 'there'}
      </ModelView>
    </ModelVisibility>
  );
}
const html =
  '<section id="post"><p>undefined initialized true initialized 2 true 0 0</p><i></i>waiting</section>';

function Title() {
  return <h1>{useSuspenseModel(post('1')).data.title}</h1>;
}

/** The timers that would keep a process alive which has nothing else to do; a frame is over soon. */
function longTimers() {
  const { calls, results } = vi.mocked(setTimeout).mock;
  return results.filter(
    ({ value }, index) => Number(calls[index]?.[1]) > 100 && (value as NodeJS.Timeout).hasRef(),
  );
}

function renderToPipe(ui: ReactNode): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    const sink = new Writable({
      write(chunk, _, done) {
        chunks.push(String(chunk));
        done();
      },
      final(done) {
        resolve(chunks.join(''));
        done();
      },
    });
    const { pipe } = renderToPipeableStream(ui, { onAllReady: () => pipe(sink), onError: reject });
  });
}

describe('On a server', () => {
  let client: FakeClient;
  const ui = (children: ReactNode) => <ModelsProvider client={client}>{children}</ModelsProvider>;

  beforeEach(() => {
    client = new FakeClient();
    vi.spyOn(console, 'error').mockReturnValue();
    vi.spyOn(globalThis, 'setTimeout');
  });
  afterEach(() => {
    expect(vi.mocked(console.error).mock.calls).toEqual([]);
    vi.restoreAllMocks();
    readPost.mockClear();
  });

  it.each([
    ['renderToString', async (page: ReactNode) => renderToString(page)],
    ['renderToPipeableStream', renderToPipe],
  ])('everything is pending, and asks for nothing, in %s', async (_, toHtml) => {
    expect(await toHtml(ui(<Page />))).toBe(html);
    expect(client.created).toBe(0);
    expect(readPost).not.toHaveBeenCalled();
    expect(longTimers()).toEqual([]);
  });

  it('useSuspenseModel reads the state once, attaches nothing and keeps no process alive', async () => {
    const page = await renderToPipe(
      ui(
        <Screen>
          <Title />
          <Title />
        </Screen>,
      ),
    );
    expect(page).toContain('<h1>Post 1</h1><h1>Post 1</h1>');
    expect(page).not.toContain('Loading');
    expect(readPost).toHaveBeenCalledTimes(1);
    expect(client.model('posts:1').calls).toEqual(['prefetch']);
    expect(longTimers()).toEqual([]);
  });

  it('useSuspenseModel leaves its fallback to renderToString, which does not wait', async () => {
    const page = renderToString(
      ui(
        <Screen>
          <Title />
        </Screen>,
      ),
    );
    expect(page).toContain('Loading');
    await vi.waitFor(() => expect(readPost).toHaveBeenCalledTimes(1), WAIT);
    expect(client.model('posts:1').calls).toEqual(['prefetch']);
    expect(longTimers()).toEqual([]);
  });
});
