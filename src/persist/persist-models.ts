import type { ModelsClient } from '../client/models-client.js';
import { liveClientOf } from '../client/live-client.js';
import type { ModelsError } from '../errors.js';
import { systemClock } from '../model/clock.js';
import { assertKnownOptions } from '../options.js';
import { IdbStorage } from './idb-storage.js';
import { Persistence } from './persistence.js';
import { invalid, readSends, type Sends } from './sends.js';
import { createBus, createLeadership } from './tabs.js';

export interface PersistOptions {
  /**
   * Whose models these are: each user has a database of their own, and never sees, nor sends, what another one left. Use an
   * id, and a constant for applications without users.
   */
  readonly user: string;
  /** Of the shape of the states: what was kept under another one is not used. Mutations are. Default `'1'`. */
  readonly version?: string;
  /** How mutations are sent, by the name that `useOptimistic` gives as `send`. */
  readonly sends?: Sends;
  /** ms for which a sync function that is able to is asked only for what changed. Default 86,400,000: a day. */
  readonly fullSyncInterval?: number;
  /**
   * ms from the acknowledgement of a mutation until a confirmation that did not come is looked for in a new sync result.
   * Default 5,000.
   */
  readonly timeout?: number;
  /** ms for one attempt to send. Default 30,000. */
  readonly sendTimeout?: number;
  /**
   * Told once when the storage fails (private mode, no room left): the application goes on, and what happens from then on
   * may be gone with the page. Default: `console.warn`.
   */
  readonly onError?: (error: ModelsError) => void;
}

/** What `persistModels` gives. */
export interface PersistedModels {
  /**
   * Forgets all that is kept of this user, in all tabs, and keeps nothing from then on: for a sign-out.
   *
   * @throws ModelsError `storage-failed` where it may be there still
   */
  clear(): Promise<void>;
  /** Writes what has not been written yet. It is done by itself, too: a second after a change, and when the page is hidden. */
  flush(): Promise<void>;
  /**
   * Ends it, and keeps what is kept: for a client that is not used any more. Mutations that wait are taken off the screen, with
   * `mutation-cancelled`, and left to the next client. Resolves when what has changed is written; never rejects.
   */
  close(): Promise<void>;
}

const optionNames = [
  'user',
  'version',
  'sends',
  'fullSyncInterval',
  'timeout',
  'sendTimeout',
  'onError',
] as const;

/**
 * Keeps the models of a client, and the mutations that name one of `sends`, in IndexedDB: a page that is opened again shows
 * at once what it had, reads only what it missed, and sends what it could not send. To be called once, before the first model.
 *
 * Works without IndexedDB too, as if nothing had been kept.
 *
 * @example
 * const client = new ModelsClient({ ably });
 * const persisted = persistModels(client, {
 *   user: session.userId,
 *   sends: {
 *     addComment: ({ mutationId, event, signal }) => postJson('/api/comments', { mutationId, event }, signal),
 *   },
 * });
 *
 * const { mutate } = useOptimistic(post('1'), { event: toCommentAdded, send: 'addComment' });
 *
 * @throws ModelsError `invalid-options`
 */
export function persistModels(client: ModelsClient, options: PersistOptions): PersistedModels {
  const live = liveClientOf(client);
  if (live?.restore === undefined || live.logger === undefined)
    throw invalid('`client` must be a ModelsClient of ably-models-react');
  if (live.companion !== undefined) throw invalid('its models are persisted already. Call it once');
  assertKnownOptions('persist models', options, optionNames);
  const { user } = options;
  if (typeof user !== 'string' || user === '') throw invalid('`user` must be a text that is not empty');
  const name = `ably-models-react:${user}`;
  const persistence = new Persistence(live.connection, {
    storage: new IdbStorage(name),
    bus: createBus(name),
    leadership: createLeadership(name),
    clock: systemClock,
    random: Math.random,
    sends: readSends(options.sends ?? {}),
    version: options.version ?? '1',
    fullSyncInterval: options.fullSyncInterval ?? 86_400_000,
    timeout: options.timeout ?? 5_000,
    sendTimeout: options.sendTimeout ?? 30_000,
    logger: live.logger,
    onError: options.onError ?? ((error) => console.warn(error.message)),
  });
  live.companion = persistence;
  return {
    clear: () => persistence.clear(),
    flush: () => persistence.flush(),
    close: () => {
      if (live.companion === persistence) delete live.companion;
      return persistence.close();
    },
  };
}
