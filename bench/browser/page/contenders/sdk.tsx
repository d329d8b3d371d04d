import SdkClient, { type Model } from '@ably-labs/models';
import { Fragment, useEffect, useState } from 'react';
import { placeOf, sourcesOf, withValue, type Change, type Contender, type Values } from '../contender.js';
import { channelNameOf, Wire } from '../wire.js';

type ValuesModel = Model<() => Promise<{ data: Values; sequenceId: string }>>;

/** The hook of the SDK's own example (examples/livecomments): the model's data copied into a state by an effect. */
function useSdkModel(model: ValuesModel): Values {
  const [values, setValues] = useState(model.data.confirmed);
  useEffect(() => {
    const onUpdate = (error: Error | null, updated?: Values) => {
      if (error === null && updated !== undefined) setValues(updated);
    };
    if (model.state !== 'disposed') model.subscribe(onUpdate);
    return () => model.unsubscribe(onUpdate);
  }, [model]);
  return values;
}

export const sdk: Contender = {
  name: '@ably-labs/models, useState',
  async open(size, layout) {
    const { sources, start } = sourcesOf(size, layout);
    const wire = new Wire(layout);
    const client = new SdkClient({ ably: wire.ably });
    const models = sources.map((source): ValuesModel =>
      client.models.get({
        channelName: channelNameOf(source),
        sync: () => Promise.resolve({ data: start, sequenceId: '0' }),
        merge: (state, event) => withValue(state, event.data as Change),
      }),
    );
    await Promise.all(models.map((model) => model.sync()));

    return {
      Provider: Fragment,
      useValue(index) {
        const { source, at } = placeOf(index, layout);
        const model = models[source];
        if (model === undefined) throw new Error(`unable to read value ${index}; there is no such model`);
        return useSdkModel(model)[at];
      },
      receive: wire.receive,
      close: () => {
        for (const model of models) void model.dispose();
      },
    };
  },
};
