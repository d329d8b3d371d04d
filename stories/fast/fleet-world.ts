import { localAbly, localAblyOptions } from '../ui/local-ably.js';
import { Realtime } from 'ably';
import { ModelsClient } from 'ably-models-react';
import { defineFleet } from './fleet.js';
import { FleetBackend } from './fleet-backend.js';
import { FrameMeter } from './frame-meter.js';
import { Glow } from './glow.js';

/** What the fleet plays with: a backend, a models client on one connection to Ably, and what counts frames. */
export interface FleetWorld {
  readonly client: ModelsClient;
  readonly backend: FleetBackend;
  readonly fleet: ReturnType<typeof defineFleet>;
  readonly meter: FrameMeter;
  readonly glow: Glow;
  setLatency(ms: number): void;
  close(): void;
}

export function openFleet(servers: number): FleetWorld {
  // One Ably serves the whole page: with an id of its own, a fleet hears nothing of an earlier one.
  const backend = new FleetBackend(`fleet-${crypto.randomUUID().slice(0, 8)}`, servers);
  const ably = new Realtime(localAblyOptions());
  const client = new ModelsClient({ ably });
  const fleet = defineFleet(backend);
  const model = client.models.get(fleet);
  const meter = new FrameMeter({
    published: () => backend.sequenceId,
    received: () => Number(model.getSnapshot().sequenceId ?? 0),
  });
  const glow = new Glow();
  return {
    client,
    backend,
    fleet,
    meter,
    glow,
    setLatency(ms) {
      backend.latencyMs = ms;
      localAbly.latencyMs = ms;
    },
    close() {
      backend.setPace(0);
      meter.close();
      glow.close();
      ably.close();
    },
  };
}
