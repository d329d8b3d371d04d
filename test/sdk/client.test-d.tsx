import type SdkModelsClient from '@ably-labs/models';
import { ModelsProvider, useModelsClient, type ModelsClient, type ProvidedClient } from 'ably-models-react';
import { adaptSdkClient, type HasLiveClient } from 'ably-models-react/sdk';
import { describe, expectTypeOf, it } from 'vitest';

declare const raw: SdkModelsClient;

describe('<ModelsProvider>', () => {
  it('takes the client of this package, and one of `@ably-labs/models` that was adapted', () => {
    expectTypeOf<ModelsClient>().toExtend<ProvidedClient>();
    const client = adaptSdkClient(raw);
    <ModelsProvider client={client} />;
  });

  it('does not take one of `@ably-labs/models` as it was made', () => {
    // @ts-expect-error it has to go through `adaptSdkClient`
    <ModelsProvider client={raw} />;
  });
});

describe('adaptSdkClient', () => {
  it('keeps the type of the client', () => {
    expectTypeOf(adaptSdkClient(raw)).toEqualTypeOf<SdkModelsClient & HasLiveClient>();
    expectTypeOf(adaptSdkClient(raw)).toExtend<SdkModelsClient>();
  });

  it('takes it a second time', () => {
    expectTypeOf(adaptSdkClient(adaptSdkClient(raw))).toExtend<ProvidedClient>();
  });

  it('takes nothing that is no such client', () => {
    // @ts-expect-error it has neither a connection nor models
    adaptSdkClient({});
    // @ts-expect-error a string is no client
    adaptSdkClient('client');
  });
});

describe('useModelsClient', () => {
  it('gives the client of `@ably-labs/models` under the name that the SDK gives it', () => {
    expectTypeOf(useModelsClient<SdkModelsClient>()).toEqualTypeOf<SdkModelsClient>();
  });
});
