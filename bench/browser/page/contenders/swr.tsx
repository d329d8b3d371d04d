import { Fragment } from 'react';
import useSWR, { mutate } from 'swr';
import { placeOf, sourcesOf, withValue, type Contender, type Values } from '../contender.js';
import { Wire } from '../wire.js';

let opened = 0;

/** Data that each message mutates without asking the backend again. */
export const swr: Contender = {
  name: 'SWR',
  async open(size, layout) {
    const { sources, start } = sourcesOf(size, layout);
    const wire = new Wire(layout);
    // The cache is the page's: without a prefix a world would begin with the values of the one before.
    const prefix = `values:${(opened += 1)}`;
    const keys = sources.map((source) => `${prefix}:${source}`);
    await Promise.all(keys.map((key) => mutate(key, start, { revalidate: false })));
    for (const [source, key] of keys.entries()) {
      wire.listen(source, (change) => {
        void mutate<Values>(key, (values) => withValue(values ?? start, change), { revalidate: false });
      });
    }
    return {
      Provider: Fragment,
      useValue(index) {
        const { source, at } = placeOf(index, layout);
        const { data } = useSWR(keys[source] ?? null, () => start, {
          revalidateIfStale: false,
          revalidateOnFocus: false,
          revalidateOnReconnect: false,
        });
        return data?.[at];
      },
      receive: wire.receive,
      close: () => {
        for (const key of keys) void mutate(key, undefined, { revalidate: false });
      },
    };
  },
};
