import type { ClientOptions, Realtime } from 'ably';
import type { ModelState, ModelStateChange } from 'ably-models-react';
import type { LocalAbly, LocalAblyOptions } from 'ably-models-react/local-ably';

/** The state in these tests: what was merged, in order. Merged twice or out of order, it shows. */
export type Log = readonly string[];

/** What a merge function is given, as far as both clients agree on it. */
export interface MergedEvent {
  readonly name: string;
  readonly data?: unknown;
  readonly confirmed: boolean;
  readonly mutationId?: string | undefined;
  readonly sequenceId?: string | undefined;
  readonly rejected?: boolean;
}

export interface Spec {
  readonly channelName: string;
  readonly sync: (...params: string[]) => Promise<{ data: Log; sequenceId: string | number }>;
  readonly merge: (log: Log, event: MergedEvent) => Log;
}

export type Callback = (error: Error | null, log?: Log) => void;

type Listener = (change: ModelStateChange) => void;
type WhichMoves = [listener: Listener] | [state: ModelState | ModelState[], listener: Listener];

/** A model, as far as both clients agree on it: the public methods of `@ably-labs/models`. */
export interface ConformingModel {
  readonly state: ModelState;
  readonly data: { readonly optimistic: Log | undefined; readonly confirmed: Log | undefined };
  sync(...params: string[]): Promise<unknown>;
  pause(): Promise<unknown>;
  resume(): Promise<unknown>;
  dispose(reason?: Error): Promise<unknown>;
  optimistic(
    event: { readonly name: string; readonly mutationId: string; readonly data?: unknown },
    options?: { readonly timeout: number },
  ): Promise<[confirmation: Promise<void>, cancel: () => Promise<void>]>;
  subscribe(callback: Callback, options?: { readonly optimistic: boolean }): unknown;
  unsubscribe(callback: Callback): void;
  on(...which: WhichMoves): void;
  once(...which: WhichMoves): void;
  off(...which: WhichMoves | [] | [state: ModelState | ModelState[]]): void;
  whenState(target: ModelState, current: ModelState, listener: () => void): void;
}

export interface ConformingClient {
  readonly ably: Realtime;
  readonly models: { get(spec: Spec): ConformingModel };
}

export type RetryStrategy = (attempt: number) => number;

/** What a client is made with besides its `ably`. Some of it only one of them knows. */
export interface Options {
  readonly syncOptions?: {
    readonly historyPageSize?: number;
    readonly messageRetentionPeriod?: '2m' | '24h' | '72h';
    readonly retryStrategy?: number | RetryStrategy;
  };
  readonly eventBufferOptions?: {
    readonly bufferMs?: number;
    readonly eventOrderer?: (
      idA: string | number,
      idB: string | number,
      messageA?: { readonly name?: unknown },
      messageB?: { readonly name?: unknown },
    ) => number;
  };
  readonly optimisticEventOptions?: { readonly timeout: number };
}

/** What clients under test connect to. */
export interface AblyServer {
  readonly local: LocalAbly;
  readonly connect: (options: Partial<ClientOptions>) => Realtime;
  readonly close: () => unknown;
}

/** One client under test. */
export interface Driver {
  /** Default: a local Ably, over a WebSocket. */
  readonly startAbly?: (options: LocalAblyOptions) => AblyServer;
  /** As its package is called. */
  readonly name: string;
  readonly create: (options: Options & { readonly ably: Realtime }) => ConformingClient;
  readonly backoffRetryStrategy: (
    factor: number,
    initialMs: number,
    maxAttempts?: number,
    maxMs?: number,
  ) => RetryStrategy;
  readonly fixedRetryStrategy: (ms: number, maxAttempts?: number) => RetryStrategy;
}
