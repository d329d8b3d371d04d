import type { Realtime } from 'ably';

/*
 * What this package uses of `@ably-labs/models`, described here rather than imported: the SDK is an optional
 * peer, and an import of its types would break the type check of every application that does without it.
 */

/** The lifecycle of an SDK model; the words are the same as ours. */
export type SdkState = 'initialized' | 'syncing' | 'ready' | 'paused' | 'errored' | 'disposed';

export interface SdkStateChange {
  readonly current: SdkState;
  readonly reason?: Error;
}

/** What the SDK hands to a merge function: the Ably message with these fields over it. */
export interface SdkEvent {
  readonly name: string;
  readonly data?: unknown;
  readonly mutationId: string;
  readonly confirmed: boolean;
  /** The message's id; `''` when it has none. Only confirmed events have it. */
  readonly sequenceId?: string;
  /** Of the message: `message.create`, or what Ably calls a later edit of it. */
  readonly action?: unknown;
}

export interface SdkSyncResult {
  readonly data: unknown;
  readonly sequenceId: string;
}

export interface SdkModelSpec {
  readonly channelName: string;
  readonly sync: () => Promise<SdkSyncResult>;
  readonly merge: (state: unknown, event: SdkEvent) => unknown;
}

/** A model of `@ably-labs/models`. Its `dispose` and `unsubscribe` are left out: neither does what it says. */
export interface SdkModel {
  readonly state: SdkState;
  readonly options: { readonly optimisticEventOptions: { readonly timeout: number } };
  sync(): Promise<unknown>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  optimistic(
    event: { readonly mutationId: string; readonly name: string; readonly data: unknown },
    options: { readonly timeout: number },
  ): Promise<[confirmation: Promise<void>, cancel: () => Promise<void>]>;
  on(states: SdkState[], listener: (change: SdkStateChange) => void): void;
}

/** A `ModelsClient` of `@ably-labs/models`. */
export interface SdkModelsClient {
  readonly ably: Realtime;
  readonly models: { get(spec: SdkModelSpec): SdkModel };
}

/** By its shape: the class is not there to be asked, and there may be two copies of it. */
export function isSdkModelsClient(client: unknown): client is SdkModelsClient {
  const { ably, models } = (client ?? {}) as Partial<Record<keyof SdkModelsClient, unknown>>;
  return (
    typeof ably === 'object' &&
    ably !== null &&
    typeof models === 'object' &&
    models !== null &&
    'get' in models &&
    typeof models.get === 'function'
  );
}
