import { defineModel } from 'ably-models-react';
import { localAbly } from '../ui/local-ably.js';

/** What a sensor measured last. */
export interface Reading {
  /** In °C. */
  readonly value: number;
  /** In ms since the epoch. */
  readonly changedAt: number;
}

interface Row {
  readonly reading: Reading;
  readonly sequenceId: number;
}

const ticksPerSecond = 20;

/** A backend in memory: sensors that measure something else now and then, each with a channel of its own. */
export class SensorBackend {
  /** Of a request, each way, in ms. */
  latencyMs = 0;
  readonly ids: readonly string[];
  readonly #prefix: string;
  readonly #rows = new Map<string, Row>();
  #syncCalls = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(prefix: string, count: number) {
    this.#prefix = prefix;
    this.ids = Array.from({ length: count }, (_, index) => String(index + 1).padStart(3, '0'));
    const changedAt = Date.now();
    for (const id of this.ids)
      this.#rows.set(id, { reading: { value: measure(), changedAt }, sequenceId: 0 });
  }

  /** How often a sensor was read. */
  get syncCalls(): number {
    return this.#syncCalls;
  }

  channelOf(id: string): string {
    return `${this.#prefix}:${id}`;
  }

  /** `GET /sensors/:id` */
  async read(id: string): Promise<{ data: Reading; sequenceId: string }> {
    this.#syncCalls += 1;
    await wait(this.latencyMs);
    const { reading, sequenceId } = this.#row(id);
    await wait(this.latencyMs);
    return { data: reading, sequenceId: String(sequenceId) };
  }

  /** What the sensor shows now, without a request. */
  peek(id: string): Reading {
    return this.#row(id).reading;
  }

  /** Has a sensor measure something else, and publishes it. */
  change(id: string): void {
    const sequenceId = this.#row(id).sequenceId + 1;
    const reading = { value: measure(), changedAt: Date.now() };
    this.#rows.set(id, { reading, sequenceId });
    localAbly.publish(this.channelOf(id), { id: String(sequenceId), name: 'measured', data: reading });
  }

  /** Changes that many sensors a second, at random; 0 changes none. */
  setPace(changesPerSecond: number): void {
    clearInterval(this.#timer);
    if (changesPerSecond === 0) return;
    let due = 0;
    this.#timer = setInterval(() => {
      for (due += changesPerSecond / ticksPerSecond; due >= 1; due -= 1) this.#changeAny();
    }, 1000 / ticksPerSecond);
  }

  #changeAny(): void {
    const id = this.ids[Math.floor(Math.random() * this.ids.length)];
    if (id !== undefined) this.change(id);
  }

  #row(id: string): Row {
    const row = this.#rows.get(id);
    if (row === undefined) throw new Error(`unable to find sensor ${id}; there is no such sensor`);
    return row;
  }
}

export const defineSensor = (backend: SensorBackend) =>
  defineModel({
    channelName: (id: string) => backend.channelOf(id),
    sync: (id) => backend.read(id),
    merge: {
      measured: (_before, { data }: { data: Reading }) => data,
    },
  });

/** Between 16 and 26 °C, to a tenth. */
const measure = () => Math.round(160 + Math.random() * 100) / 10;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
