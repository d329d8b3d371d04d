/**
 * What fragments of the documents take as given: names of the package, and what an application has. A block that declares
 * one of them itself has its own. Whole files take none: they import what they use.
 */
export const given = `
/// <reference types="vite/client" />
import type { Realtime } from 'ably';
import type * as Package from 'ably-models-react';
import type { LocalAbly } from 'ably-models-react/local-ably';
import type * as Persist from 'ably-models-react/persist';
import type * as Testing from 'ably-models-react/testing';
import type * as TestingLibrary from '@testing-library/react';
import type { ReactElement, RefCallback } from 'react';
import type * as Vitest from 'vitest';
import type * as Zod from 'zod';

interface CommentData {
  readonly id: string;
  readonly text: string;
}
interface PostData {
  readonly title: string;
  readonly comments: readonly CommentData[];
}
interface CommentAdded {
  readonly name: 'comment.added';
  readonly data: CommentData;
}

declare global {
  const defineModel: typeof Package.defineModel;
  const useModel: typeof Package.useModel;
  const useOptimistic: typeof Package.useOptimistic;
  const usePendingMutations: typeof Package.usePendingMutations;
  const ModelsProvider: typeof Package.ModelsProvider;
  const ModelVisibility: typeof Package.ModelVisibility;
  type VisibilitySource = Package.VisibilitySource;
  const persistModels: typeof Persist.persistModels;
  const useOutbox: typeof Persist.useOutbox;
  type Sends = Persist.Sends;

  const ably: Realtime;
  const client: Package.ModelsClient;
  const local: LocalAbly;
  type Post = PostData;
  const post: Package.ModelFactory<[id: string], PostData, { readonly 'comment.added': CommentData }>;
  const merge: (state: PostData, event: Package.ChangeEvent) => PostData;
  const toEvent: (text: string) => CommentAdded;
  const toCommentAdded: (text: string) => CommentAdded;
  const send: Persist.SendFunction;
  const postToBackend: (context: Package.SendContext<CommentAdded>) => Promise<void>;
  const getJson: (url: string, signal: AbortSignal) => Promise<any>;
  const postJson: (url: string, body: object, signal?: AbortSignal) => Promise<void>;
  const session: { readonly userId: string };
  const ids: readonly string[];
  const Card: (props: { readonly id: string; readonly ref?: RefCallback<Element> }) => ReactElement;

  interface Todo {
    readonly id: string;
    readonly updatedAt: string;
    readonly position: number;
  }
  const todosInMongo: { find(filter: object, options: object): { toArray(): Promise<object[]> } };
  const EJSON: { serialize(value: unknown): unknown };

  const createTestModels: typeof Testing.createTestModels;
  type TestModels = Testing.TestModels;
  const models: Testing.TestModels;
  const channel: Testing.TestChannel;
  const refused: Package.ModelsError;
  const states: Readonly<Record<string, unknown>>;
  const Comments: () => ReactElement;
  const render: typeof TestingLibrary.render;
  const waitFor: typeof TestingLibrary.waitFor;
  const act: typeof TestingLibrary.act;
  const expect: typeof Vitest.expect;
  const vi: typeof Vitest.vi;
  const beforeEach: typeof Vitest.beforeEach;
  const afterEach: typeof Vitest.afterEach;

  const z: typeof Zod.z;
  const comment: Zod.ZodObject<{ id: Zod.ZodString; text: Zod.ZodString }>;
  /** Of React Native. */
  const AppState: {
    readonly currentState: string;
    addEventListener(type: 'change', listener: () => void): { remove(): void };
  };
}
`;
