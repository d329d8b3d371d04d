import { defineModel, ModelsClient, ModelsProvider, useModel } from 'ably-models-react';
import { placeOf, sourcesOf, withValue, type Change, type Contender, type Values } from '../contender.js';
import { channelNameOf, Wire } from '../wire.js';

/** This package, as its README uses it. */
export const ours: Contender = {
  name: 'ably-models-react',
  async open(size, layout) {
    const { sources, start } = sourcesOf(size, layout);
    const wire = new Wire(layout);
    const client = new ModelsClient({ ably: wire.ably });
    const values = defineModel({
      channelName: channelNameOf,
      sync: () => Promise.resolve({ data: start, sequenceId: '0' }),
      merge: { 'value.set': (state: Values, { data }: { data: Change }) => withValue(state, data) },
    });
    const models = sources.map((source) => client.models.get(values(source)));
    await Promise.all(models.map((model) => model.sync()));

    return {
      Provider: ({ children }) => <ModelsProvider client={client}>{children}</ModelsProvider>,
      useValue(index) {
        const { source, at } = placeOf(index, layout);
        return useModel(values(source), { select: (state) => state[at] }).data;
      },
      receive: wire.receive,
      close: () => {
        for (const model of models) void model.dispose();
      },
    };
  },
};
