import { Lane } from './lane.js';
import { assertAmount } from './options.js';

/** What lies between the clients and the server: as slow as asked for, never out of order. */
export class Network {
  readonly #lanes = new Set<Lane>();
  #latencyMs: number;

  constructor(latencyMs: number) {
    this.#latencyMs = latencyMs;
  }

  get latencyMs(): number {
    return this.#latencyMs;
  }

  set latencyMs(latencyMs: number) {
    assertAmount('latencyMs', latencyMs);
    this.#latencyMs = latencyMs;
    for (const lane of this.#lanes) lane.reschedule();
  }

  open(): Lane {
    const lane = new Lane(() => this.#latencyMs);
    this.#lanes.add(lane);
    return lane;
  }

  close(lane: Lane): void {
    lane.clear();
    this.#lanes.delete(lane);
  }
}
