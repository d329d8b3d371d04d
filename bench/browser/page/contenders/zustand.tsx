import { Fragment } from 'react';
import { createStore, useStore } from 'zustand';
import { placeOf, sourcesOf, withValue, type Contender, type Values } from '../contender.js';
import { Wire } from '../wire.js';

/** A store, set by each message. */
export const zustand: Contender = {
  name: 'zustand',
  open(size, layout) {
    const { sources, start } = sourcesOf(size, layout);
    const wire = new Wire(layout);
    const stores = sources.map((source) => {
      const store = createStore<Values>(() => start);
      wire.listen(source, (change) => store.setState((values) => withValue(values, change), true));
      return store;
    });
    return Promise.resolve({
      Provider: Fragment,
      useValue(index) {
        const { source, at } = placeOf(index, layout);
        const store = stores[source];
        if (store === undefined) throw new Error(`unable to read value ${index}; there is no such store`);
        return useStore(store, (values) => values[at]);
      },
      receive: wire.receive,
      close: () => undefined,
    });
  },
};
