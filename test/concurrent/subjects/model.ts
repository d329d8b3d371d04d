// This import first: ably takes hold of WebSocket when it is imported.
import { clientOptions, local } from '../local-server.js';
import { Realtime } from 'ably';
import { defineModel, ModelsClient, ModelsProvider, useModel, useOptimistic } from 'ably-models-react';
import { createElement, type ReactNode } from 'react';
import { START, type Subject } from '../subject.js';

let opened = 0;

/** A model of a real client. Its backend commits what it is sent, and publishes each change on Ably. */
export function openModel(): Subject {
  const channelName = `counts:${(opened += 1)}`;
  let sequence = 0;
  const commit = (name: Change, mutationId?: string) => {
    const headers = { ...(mutationId !== undefined && { 'x-ably-models-event-uuid': mutationId }) };
    local.publish(channelName, { id: String((sequence += 1)), name, extras: { headers } });
  };

  const count = defineModel({
    channelName,
    sync: async () => ({ data: START, sequenceId: '0' }),
    merge: { incremented: (value) => value + 1, doubled: (value) => value * 2 },
  });
  const send = { send: ({ mutationId, event }: Sent) => commit(event.name, mutationId) };
  const ably = new Realtime({ ...clientOptions(), clientId: 'ada' });
  const client = new ModelsClient({ ably });

  return {
    Provider: ({ children }: { readonly children: ReactNode }) =>
      createElement(ModelsProvider, { client }, children),
    useCount: () => useModel(count()).data,
    useActions() {
      const { mutate } = useOptimistic(count(), send);
      return {
        increment: () => mutate({ name: 'incremented' }),
        double: () => mutate({ name: 'doubled' }),
      };
    },
    receive: () => commit('incremented'),
    close: () => ably.close(),
  };
}

type Change = 'incremented' | 'doubled';

interface Sent {
  readonly mutationId: string;
  readonly event: { readonly name: Change };
}
