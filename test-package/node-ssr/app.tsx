import { HydrateModels, type HydrateModelsProps } from 'ably-models-react/server';
import { Suspense } from 'react';
import { Comments } from './comments';
import { Providers } from './providers';

export function App({ state }: { state?: HydrateModelsProps['state'] }) {
  return (
    <html lang="en">
      <head>
        <link rel="icon" href="data:," />
        <title>Comments</title>
      </head>
      <body>
        <Providers>
          <Suspense fallback={<p>Loading</p>}>
            <HydrateModels id="post" state={state}>
              <Comments />
            </HydrateModels>
          </Suspense>
        </Providers>
      </body>
    </html>
  );
}
