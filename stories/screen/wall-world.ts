import { localAbly, localAblyOptions } from '../ui/local-ably.js';
import type { ModelState } from 'ably-models-react';
import { Realtime } from 'ably';
import { createModelsClient, type ClientKind } from '../ui/models-client.js';
import { PageSwitch } from './page-switch.js';
import { defineSensor, SensorBackend } from './sensor-backend.js';
import { ServerWatch } from './server-watch.js';

/** What a wall of cards plays with: a backend, one connection to Ably, a models client on it. */
export interface WallWorld {
  readonly client: ReturnType<typeof createModelsClient>;
  readonly backend: SensorBackend;
  readonly sensor: ReturnType<typeof defineSensor>;
  readonly server: ServerWatch;
  readonly page: PageSwitch;
  /** How each card's model stands, as its card tells. */
  readonly states: Map<string, ModelState>;
  setLatency(ms: number): void;
  close(): void;
}

export function openWall(kind: ClientKind, count: number): WallWorld {
  // One Ably serves the whole page: with an id of its own, a wall hears nothing of an earlier one.
  const backend = new SensorBackend(`sensors-${crypto.randomUUID().slice(0, 8)}`, count);
  const server = new ServerWatch(backend.ids, (id) => backend.channelOf(id));
  const ably = new Realtime(localAblyOptions());
  return {
    client: createModelsClient(kind, ably),
    backend,
    sensor: defineSensor(backend),
    server,
    page: new PageSwitch(),
    states: new Map(),
    setLatency(ms) {
      backend.latencyMs = ms;
      localAbly.latencyMs = ms;
    },
    close() {
      backend.setPace(0);
      server.close();
      ably.close();
    },
  };
}
