import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { placeOf, sourcesOf, withValue, type Contender, type Values } from '../contender.js';
import { Wire } from '../wire.js';

/** A query that is set by each message, and read through `select`. */
export const tanstackQuery: Contender = {
  name: 'TanStack Query',
  open(size, layout) {
    const { sources, start } = sourcesOf(size, layout);
    const wire = new Wire(layout);
    const client = new QueryClient();
    for (const source of sources) {
      client.setQueryData<Values>(['values', source], start);
      wire.listen(source, (change) =>
        client.setQueryData<Values>(['values', source], (values) => withValue(values ?? start, change)),
      );
    }
    return Promise.resolve({
      Provider: ({ children }) => <QueryClientProvider client={client}>{children}</QueryClientProvider>,
      useValue(index) {
        const { source, at } = placeOf(index, layout);
        return useQuery({
          queryKey: ['values', source],
          queryFn: () => Promise.resolve(start),
          staleTime: Infinity,
          select: (values) => values[at],
        }).data;
      },
      receive: wire.receive,
      close: () => client.clear(),
    });
  },
};
