// Before there is a page: React would ask it for a navigator, which Node has only from 21 on.
import * as reactDomClient from 'react-dom/client';
import '../react/page-in-node.js';
import { Realtime, Rest, type ClientOptions } from 'ably';
import * as modelsReact from 'ably-models-react';
import type { ModelDefinition } from 'ably-models-react';
import * as modelsReactServer from 'ably-models-react/server';
import { dehydrate, type HydrateModelsProps } from 'ably-models-react/server';
import { createTestModels } from 'ably-models-react/testing';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createElement, type ComponentType, type ReactNode } from 'react';
import * as react from 'react';
import * as reactDomServer from 'react-dom/server';
import * as jsxRuntime from 'react/jsx-runtime';
import { describe, expect, onTestFinished, vi } from 'vitest';
import { renderToHtml } from '../hydration/render-to-html.js';
import { startServer } from '../local-ably/local-server.js';
import { deferred } from '../model/world.js';
import { WAIT } from '../wait.js';
import { storiesOf, type Module, type Run } from './run-blocks.js';

// The models go by frames where there are some, and React's own scripts in the HTML do, too.
Object.assign(globalThis, { requestAnimationFrame: setTimeout, cancelAnimationFrame: clearTimeout });

/** Connects what a file makes with the local Ably of its test. */
let connect: (options: ClientOptions) => Realtime;
/** What was written to the console, and what React has found while hydrating. */
let complaints: unknown[];

const { story, all } = storiesOf('docs/server-rendering.md', {
  ably: {
    Realtime: function (options: ClientOptions) {
      return connect(options);
    },
  },
  'ably-models-react': modelsReact,
  'ably-models-react/server': modelsReactServer,
  react,
  'react/jsx-runtime': jsxRuntime,
  'react-dom/server': reactDomServer,
  'react-dom/client': {
    hydrateRoot(page: Document, ui: ReactNode) {
      const onRecoverableError = (error: unknown) => void complaints.push(error);
      const root = reactDomClient.hydrateRoot(page, ui, { onRecoverableError });
      onTestFinished(() => root.unmount());
    },
  },
});

/** Runs a file as a server does, which has no window. */
function onServer(run: Run): Module {
  vi.stubGlobal('window', undefined);
  try {
    return run() as Module;
  } finally {
    vi.stubGlobal('window', globalThis);
  }
}

type SendPage = (response: ServerResponse) => void;

/** The backend of the document, in memory, with a local Ably; and its page, which `sendPage` sends. */
async function openSite() {
  const { server, local } = await startServer();
  const { key, ...reach } = server.clientOptions();
  const rest = new Rest({ key, ...reach, logLevel: 0 });
  const comments: string[] = [];
  const commit = (text: string) => {
    comments.push(text);
    local.publish('posts:1', { id: String(comments.length), name: 'comment.added', data: text });
  };
  commit('first');

  const reads: ServerResponse[] = [];
  let status: number | Promise<number> = 200;
  const answers: Record<string, (response: ServerResponse) => unknown> = {
    async '/api/posts/1'(response) {
      reads.push(response);
      response.statusCode = await status;
      response.end(JSON.stringify({ data: { title: 'Hello', comments }, sequenceId: `${comments.length}` }));
    },
    async '/api/ably-token'(response) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(await rest.auth.createTokenRequest()));
    },
  };
  const http = createServer(({ url = '' }, response) => void answers[url.replace(/\?.*/, '')]?.(response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });

  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  /** Of a browser the addresses are relative to its page; a server has a port of its own here. */
  const reachable = (url: string) => url.replace(/^(http:\/\/localhost:3000)?(?=\/)/, origin);
  const { fetch } = globalThis;
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => fetch(reachable(url), init));
  const connections: Realtime[] = [];
  connect = ({ authUrl = '', ...options }) => {
    const ably = new Realtime({ ...options, ...reach, logLevel: 0, authUrl: reachable(authUrl) });
    connections.push(ably);
    onTestFinished(() => ably.close());
    return ably;
  };

  complaints = [];
  const complained = vi.spyOn(console, 'error').mockImplementation((...said: unknown[]) => {
    // Server and browser are one process here.
    if (!String(said[0]).startsWith('Detected multiple renderers')) complaints.push(...said);
  });
  onTestFinished(() => {
    complained.mockRestore();
    vi.unstubAllGlobals();
  });

  const fetchPage = async (sendPage: unknown, init?: RequestInit) => {
    answers['/'] = sendPage as SendPage;
    return (await fetch(origin, init)).text();
  };
  return {
    commit,
    reads,
    answerWith: (answer: typeof status) => void (status = answer),
    states: () => connections.map(({ connection }) => connection.state),
    fetchPage,
  };
}

/** Loads a page, whose own scripts run, and then the script of the application. */
function load(html: string, browser: Run): void {
  const { DOMParser } = document.defaultView as typeof globalThis & Window;
  document.replaceChildren(new DOMParser().parseFromString(html, 'text/html').documentElement);
  for (const { textContent, type, src } of [...document.scripts])
    if (type === '' && src === '') (0, eval)(textContent);
  void browser();
}

const shows = (comments: readonly string[]) =>
  vi.waitFor(() => {
    const items = [...document.querySelectorAll('body > ul > li')];
    expect(items.map(({ textContent }) => textContent)).toEqual(comments);
  }, WAIT);

describe('In the guide to server rendering', () => {
  story(['models.ts'], 'the sync function knows the address, and asks for nothing cached', async (run) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async () => Response.json('an answer'));
    onTestFinished(() => fetched.mockRestore());
    for (const { post } of [onServer(run), await run()] as {
      post: (id: string) => ModelDefinition<unknown>;
    }[])
      expect(await post('1').sync()).toBe('an answer');
    const options = expect.objectContaining({ cache: 'no-store' }) as object;
    expect(fetched.mock.calls).toEqual([
      ['http://localhost:3000/api/posts/1', options],
      ['/api/posts/1', options],
    ]);
  });

  story(['comments.tsx'], 'the comments say what went wrong where there is nothing to show', async (run) => {
    const { Comments } = run() as { Comments: ComponentType<{ id: string }> };
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    onTestFinished(() => void vi.unstubAllGlobals());
    const { wrapper, channel, settle, dispose } = createTestModels({ 'posts:1': {} });
    onTestFinished(dispose);
    channel('posts:1').failSync(new Error('not today'));
    const container = document.createElement('div');
    const root = reactDomClient.createRoot(container);
    const page = createElement(wrapper, { children: createElement(Comments, { id: '1' }) });
    react.act(() => root.render(page));
    expect(container.innerHTML).toBe('<p>Loading</p>');
    await settle();
    expect(container.innerHTML).toMatch(/<p role="alert">.*not today<\/p>/);
  });

  /** Streams the page of Next.js in its layout: the component is asked, and its answer rendered. */
  async function streamPage(pageFile: Run, providersFile: Run) {
    const { default: Page } = onServer(pageFile) as {
      default: (props: { params: Promise<{ id: string }> }) => Promise<ReactNode>;
    };
    const { Providers } = onServer(providersFile) as { Providers: ComponentType<{ children: ReactNode }> };
    const page = await Page({ params: Promise.resolve({ id: '1' }) });
    const body = createElement('main', null, createElement('h1', null, 'Post'), page);
    return renderToHtml(createElement(Providers, null, body));
  }

  story(
    ['page.tsx', 'providers.tsx'],
    'in Next.js the rest of the page does not wait for what is read, and nothing connects',
    async (page, providers) => {
      const { answerWith, reads, states } = await openSite();
      const answer = deferred<number>();
      answerWith(answer.promise);
      const { html, chunks } = await streamPage(page, providers);
      await vi.waitFor(() => expect(chunks.join('')).toMatch(/<h1>Post<\/h1>.*<p>Loading<\/p>/), WAIT);
      expect(chunks.join('')).not.toContain('<li>');
      answer.resolve(200);
      expect(await html).toContain('<ul><li>first</li></ul>');
      expect(reads).toHaveLength(1);
      expect(states()).toEqual(['initialized']);
    },
  );

  story(
    ['page.tsx', 'providers.tsx'],
    'in Next.js a page goes out without what cannot be read',
    async (page, providers) => {
      const { answerWith, reads } = await openSite();
      answerWith(503);
      const { html, errors } = await streamPage(page, providers);
      expect(await html).toContain('<h1>Post</h1><!--$?--><template id="B:0"></template><p>Loading</p>');
      expect(reads).toHaveLength(1);
      expect(errors).toEqual([]);
    },
  );

  story(['app.tsx'], 'the state is data in the page, whatever users wrote into it', async (run) => {
    await openSite();
    const { App } = onServer(run) as { App: ComponentType<HydrateModelsProps> };
    const evil = '</script><script>document.title = "hacked"</script>';
    const data = { title: 'Hello', comments: [evil] };
    const state = dehydrate({ name: 'posts:1', data, sequenceId: '1', takenAt: Date.now() });
    const html = await renderToHtml(createElement(App, { state })).html;
    const [, block = ''] = /<script type="application\/json" id="post">(.*?)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(block)).toEqual(state);
    expect(html).not.toContain(evil);
    expect(html.indexOf('<li>')).toBeGreaterThan(0);
  });

  story(
    ['server.tsx', 'browser.tsx'],
    'a server streams what it reads once, and the browser goes on from there without a call',
    async (server, browser) => {
      const { fetchPage, commit, reads, states } = await openSite();
      const html = await fetchPage(onServer(server)['sendPage']);
      expect(html).toMatch(/<p>Loading<\/p>.*<script type="application\/json" id="post">.*<li>first<\/li>/s);
      expect(states()).toEqual(['initialized']);

      commit('between');
      load(html, browser);
      await shows(['first', 'between']);
      commit('live');
      await shows(['first', 'between', 'live']);
      expect(states()).toEqual(['initialized', 'connected']);
      expect(reads).toHaveLength(1);
      expect(complaints).toEqual([]);
    },
  );

  story(
    ['server.tsx', 'browser.tsx'],
    'a page that the server cannot read goes out all the same, and the browser reads',
    async (server, browser) => {
      const { fetchPage, answerWith, reads } = await openSite();
      answerWith(503);
      const html = await fetchPage(onServer(server)['sendPage']);
      expect(html).not.toContain('<li>');
      expect(complaints).toMatchObject([{ code: 'sync-failed' }]);
      answerWith(200);
      load(html, browser);
      await shows(['first']);
      expect(reads).toHaveLength(2);
      expect(complaints).toHaveLength(1);
    },
  );

  story(['server.tsx'], 'the server stops reading for somebody who has gone', async (run) => {
    const { fetchPage, answerWith, reads } = await openSite();
    answerWith(new Promise(() => undefined));
    const reader = new AbortController();
    const page = fetchPage(onServer(run)['sendPage'], { signal: reader.signal });
    await vi.waitFor(() => expect(reads).toHaveLength(1), WAIT);
    expect(reads[0]?.closed).toBe(false);
    reader.abort();
    await expect(page).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(reads[0]?.closed).toBe(true), WAIT);
  });

  all();
});
