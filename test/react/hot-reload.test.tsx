import { createRequire } from 'node:module';
import { act, screen } from '@testing-library/react';
import { StrictMode, useState, type ComponentType } from 'react';
import type * as ReactDOMClient from 'react-dom/client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { defineModel } from '../../src/model/define-model.js';
import { ModelsProvider } from '../../src/react/models-provider.js';
import { useModel } from '../../src/react/use-model.js';
import { useSuspenseModel } from '../../src/react/use-suspense-model.js';
import { useOptimistic } from '../../src/react/use-optimistic.js';
import { Screen } from './boundary.js';
import { FakeClient } from './fake-client.js';
import { setTheStage, settle } from './stage.js';

/** What `react-refresh/runtime` exports, as far as this test uses it. */
interface Refresh {
  readonly injectIntoGlobalHook: (target: object) => void;
  readonly register: (component: ComponentType, id: string) => void;
  readonly performReactRefresh: () => unknown;
}

const require = createRequire(import.meta.url);
const refresh = require('react-refresh/runtime') as Refresh;

/** React DOM loaded anew: it looks for the hook of React Refresh as it is loaded, and only then. */
function loadReactDOM(): typeof ReactDOMClient {
  const ofReactDOM = () => Object.keys(require.cache).filter((file) => /\/react-dom(-18)?\//.test(file));
  const before = ofReactDOM().map((file) => [file, require.cache[file]] as const);
  for (const [file] of before) Reflect.deleteProperty(require.cache, file);
  refresh.injectIntoGlobalHook(globalThis);
  const loaded = require('react-dom/client') as typeof ReactDOMClient;
  for (const file of ofReactDOM()) Reflect.deleteProperty(require.cache, file);
  for (const [file, module] of before) require.cache[file] = module;
  return loaded;
}

const { createRoot } = loadReactDOM();

/** A module as it is after an edit: its definitions and its components are new ones. */
function evaluate(edit: { readonly step: number; readonly sync: () => void; readonly greeting: string }) {
  const counter = defineModel({
    channelName: () => 'counter',
    sync: () => {
      edit.sync();
      return Promise.resolve({ data: 0, sequenceId: '0' });
    },
    merge: { added: (count) => count + edit.step },
  });
  function Counter() {
    const [clicks, setClicks] = useState(0);
    const { data } = useModel(counter());
    const { mutate, pending } = useOptimistic(counter(), { send: () => undefined });
    const click = () => {
      setClicks((count) => count + 1);
      mutate({ name: 'added' });
    };
    return <button onClick={click}>{`${edit.greeting} ${data ?? '…'}, ${clicks}, ${pending.length}`}</button>;
  }
  function Suspended() {
    return <p>{`${edit.greeting} ${useSuspenseModel(counter()).data}`}</p>;
  }
  refresh.register(Counter, 'Counter');
  refresh.register(Suspended, 'Suspended');
  return { Counter, Suspended };
}

describe('Hot reload', () => {
  setTheStage();

  it('takes the functions of the edited module, and goes on with the state, the claim and the mutations', async () => {
    const client = new FakeClient();
    const [before, after] = [vi.fn<() => void>(), vi.fn<() => void>()];
    const { Counter, Suspended } = evaluate({ step: 1, sync: before, greeting: 'Hello' });
    const container = document.body.appendChild(document.createElement('div'));
    const root = createRoot(container);
    onTestFinished(() => {
      act(() => root.unmount());
      container.remove();
    });
    act(() =>
      root.render(
        <StrictMode>
          <ModelsProvider client={client}>
            <Counter />
            <Screen>
              <Suspended />
            </Screen>
          </ModelsProvider>
        </StrictMode>,
      ),
    );
    await settle();
    act(() => screen.getByRole('button').click());
    const model = client.model('counter');
    expect(container.textContent).toBe('Hello 1, 1, 1Hello 1');

    evaluate({ step: 10, sync: after, greeting: 'Welcome' });
    act(() => void refresh.performReactRefresh());
    await settle();
    act(() => model.emit('added', undefined));
    await settle();
    expect(container.textContent).toBe('Welcome 20, 1, 1Welcome 20');
    expect(client.model('counter')).toBe(model);
    expect(model.listenerCount).toBe(1);
    expect(model.calls).toEqual(['sync']);
    expect([before, after].map((sync) => sync.mock.calls.length)).toEqual([1, 0]);

    await act(() => model.sync());
    expect(after).toHaveBeenCalledTimes(1);
  });
});
