import type { LiveClient } from '../model/live-model.js';

/** Where a client keeps what the store needs of it; registered, so that two copies of this package agree. */
export const liveClient: unique symbol = Symbol.for('ably-models-react.live-client');

/** A client that brings its own port to the store. */
export interface HasLiveClient {
  readonly [liveClient]: LiveClient;
}

/** @returns `undefined` for whatever brings none */
export function liveClientOf(client: unknown): LiveClient | undefined {
  return (client as Partial<HasLiveClient> | null | undefined)?.[liveClient];
}
