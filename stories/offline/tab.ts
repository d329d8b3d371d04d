import { localAblyOptions } from '../ui/local-ably.js';
import { Realtime } from 'ably';
import { ModelsClient, type SendContext } from 'ably-models-react';
import { NonRetriableError, persistModels, type SendRequest } from 'ably-models-react/persist';
import type { Api } from './api.js';
import type { ListEvent, TaskEvent } from './backend/task.js';
import { defineList, defineTask } from './models.js';

/** What a page of the application works with: one connection, one client, one way to send. */
export interface AppContext {
  readonly client: ModelsClient;
  readonly list: ReturnType<ReturnType<typeof defineList>>;
  readonly task: ReturnType<typeof defineTask>;
  /** For `useOptimistic`: the name of a `send` that is kept, or where nothing is kept the function itself. */
  readonly send: 'write' | ((request: SendContext<ListEvent | TaskEvent>) => Promise<void>);
}

export interface AppTab extends AppContext {
  /** As when somebody closes it: whatever was on its way is cut off. */
  close(): void;
  /** Forgets all that is kept of this user, in all tabs. */
  clear(): Promise<void>;
}

interface TabOptions {
  readonly api: Api;
  readonly listId: string;
  readonly clientId: string;
}

/** A tab that keeps what it shows, and what it could not send. */
export function openTab(options: TabOptions & { readonly user: string }): AppTab {
  const { api, listId, user } = options;
  const { client, ...app } = openApp(options);
  const persisted = persistModels(client, {
    user,
    sends: {
      write: {
        send: ({ mutationId, event }: SendRequest<ListEvent | TaskEvent>) =>
          post(api, { listId, mutationId, event }),
        // Until it is sent, the latest title is the only one that anybody needs; likewise the latest tick.
        coalesceKey: ({ name }) => (name === 'task.renamed' || name === 'task.done-set' ? name : undefined),
      },
    },
  });
  return {
    ...app,
    client,
    send: 'write',
    close() {
      // As a real one at `pagehide`: nobody waits for what it still writes.
      void persisted.close();
      client.ably.close();
    },
    clear: () => persisted.clear(),
  };
}

/** The same application without persistence. */
export function openPlainTab(options: TabOptions): AppContext & { close(): void } {
  const { api, listId } = options;
  const app = openApp(options);
  return {
    ...app,
    send: ({ mutationId, event }) => post(api, { listId, mutationId, event }),
    close: () => app.client.ably.close(),
  };
}

function openApp({ api, listId, clientId }: TabOptions) {
  // Comes back at once when it may: the default of 15 s is for a world with other clients in it.
  const ably = new Realtime({ ...localAblyOptions(), clientId, disconnectedRetryTimeout: 500 });
  return { client: new ModelsClient({ ably }), list: defineList(api)(listId), task: defineTask(api) };
}

/** What will never work is told apart from what may work the next time: that one is tried again. */
async function post(api: Api, command: Parameters<Api['write']>[0]): Promise<void> {
  const { status, reason = `The backend answered ${status}` } = await api.write(command);
  if (status >= 400 && status < 500) throw new NonRetriableError(reason);
  if (status !== 200) throw new Error(reason);
}
