'use client';

import { Realtime } from 'ably';
import { ModelsClient, ModelsProvider } from 'ably-models-react';
import type { ReactNode } from 'react';

const ably = new Realtime({
  key: 'local.key:secret',
  endpoint: '127.0.0.1',
  port: 8190,
  tls: false,
  transports: ['web_socket'],
  autoConnect: typeof window !== 'undefined',
});
const client = new ModelsClient({ ably });

export function Providers({ children }: { children: ReactNode }) {
  return <ModelsProvider client={client}>{children}</ModelsProvider>;
}
