// Before there is a page: React would ask it for a navigator, which Node has only from 21 on.
import { act, cleanup, configure, render, within } from '@testing-library/react';
import * as testingLibrary from '@testing-library/react';
import '../react/page-in-node.js';
import * as ably from 'ably';
import * as modelsReact from 'ably-models-react';
import { ModelsProvider, type ModelsClient, type MutationEvent } from 'ably-models-react';
import * as localAblyNode from 'ably-models-react/local-ably/node';
import * as testing from 'ably-models-react/testing';
import { createElement, type ComponentType } from 'react';
import * as react from 'react';
import * as jsxRuntime from 'react/jsx-runtime';
import * as vitest from 'vitest';
import { onTestFinished, vi } from 'vitest';
import { openWorld, WAIT } from '../model/world.js';
import { blocksOf } from './blocks.js';
import { runnerOf } from './run-blocks.js';

// A slow machine must not turn a condition into a matter of luck.
configure({ asyncUtilTimeout: WAIT.timeout });

export { cleanup };

export const guide = blocksOf('docs/guide.md');

// `screen` looks for a document when it is imported, and that is before there is one.
export const screen = within(document.body);

/** The files of the guide, run anew; tests and `afterEach` that they declare are collected, and run by who asks for them. */
export function openGuide() {
  const tests: (() => unknown)[] = [];
  const hooks: (() => unknown)[] = [];
  const collect = (_title: string, body: () => unknown) => void tests.push(body);
  const run = runnerOf(guide, {
    ably,
    'ably-models-react': modelsReact,
    'ably-models-react/local-ably/node': localAblyNode,
    'ably-models-react/testing': testing,
    '@testing-library/react': { ...testingLibrary, screen },
    react,
    'react/jsx-runtime': jsxRuntime,
    vitest: { ...vitest, test: collect, afterEach: (hook: () => unknown) => void hooks.push(hook) },
  });
  return { run, tests, hooks };
}

/** What the backend does with a request. A status or a `Response` is its answer; anything else is answered as JSON. */
export type Answer = (body: { readonly mutationId: string; readonly event: MutationEvent }) => unknown;

/** A local Ably, and a backend that answers each path as it is told. */
export async function openBackend(answers: Record<string, Answer>) {
  const world = await openWorld();
  const requests: string[] = [];
  const fetched = vi.spyOn(globalThis, 'fetch').mockImplementation(async (url, init) => {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string
    const path = String(url);
    requests.push(path);
    const body =
      typeof init?.body === 'string' ? (JSON.parse(init.body) as Parameters<Answer>[0]) : undefined;
    const answered = await answers[path]?.(body ?? { mutationId: '', event: { name: '' } });
    if (answered instanceof Response) return answered;
    return typeof answered === 'number' ? new Response('', { status: answered }) : Response.json(answered);
  });
  onTestFinished(() => fetched.mockRestore());
  return { ...world, answers, requests };
}

/** Renders a component of the guide with its id. */
export function show(client: ModelsClient, component: unknown, id = '1') {
  onTestFinished(cleanup);
  const element = createElement(component as ComponentType<{ id: string }>, { id });
  return render(createElement(ModelsProvider, { client, children: element }), { reactStrictMode: true });
}

export const click = (name: string | RegExp) => act(() => screen.getByText(name).click());
