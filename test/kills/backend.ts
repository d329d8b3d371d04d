import { NonRetriableError, type SendRequest } from 'ably-models-react/persist';
import type { VirtualClock } from '../schedules/virtual-clock.js';
import type { SimulatedChannel } from '../schedules/simulated-ably.js';
import type { Database } from './database.js';
import type { Life } from './life.js';
import { textsOf } from './texts.js';

/** What happens to a request, by its number from 1: whichever tab sends it. */
export type NetworkFault = 'lose the request' | 'lose the answer' | 'never answer';

export interface BackendOptions {
  readonly faults?: Readonly<Record<number, NetworkFault>>;
  /** Texts that the backend refuses in its response. */
  readonly refuses?: readonly string[];
  /** Texts that it takes, and rejects on the channel. */
  readonly rejects?: readonly string[];
  /** ms from a commit until its response arrives. */
  readonly answersAfter?: number;
  /** ms from a commit until the connector publishes it. */
  readonly publishesAfter?: number;
  /** Whether a sync answers only what changed since, where it is asked to. */
  readonly knowsDeltas?: boolean;
}

export const EVENT = 'note.added';

/** An application's server: a table, a connector that publishes it, and a network that loses things. */
export class Backend {
  requests = 0;
  /** Requests by mutation id. */
  readonly requestsFor = new Map<string, number>();
  /** Requests for what a delta had told the same tab of before. */
  readonly needlessRequests: string[] = [];
  /** By tab, the mutations that deltas told it of. */
  readonly #told = new Map<Life, Set<string>>();
  readonly #database: Database;
  readonly #clock: VirtualClock;
  readonly #channel: SimulatedChannel;
  readonly #options: BackendOptions;
  /** What takes real time. */
  readonly #busy = new Set<Promise<unknown>>();

  constructor(database: Database, clock: VirtualClock, channel: SimulatedChannel, options: BackendOptions) {
    this.#database = database;
    this.#clock = clock;
    this.#channel = channel;
    this.#options = options;
  }

  get isBusy(): boolean {
    return this.#busy.size > 0;
  }

  /** Resolves when the database has answered all that it was asked. */
  async idle(): Promise<void> {
    while (this.#busy.size > 0) await Promise.all(this.#busy);
  }

  read() {
    return this.#wait(this.#database.read());
  }

  send(life: Life, { mutationId, event }: SendRequest): Promise<void> {
    const data = String(event.data);
    const back = this.#options.answersAfter ?? 2;
    let fault: NetworkFault | undefined;
    if (this.#told.get(life)?.has(mutationId)) this.needlessRequests.push(mutationId);
    return life
      .request('network.send', () => this.#receive(mutationId, data, (found) => (fault = found)), 2, back)
      .then(() => {
        if (fault === 'never answer') return new Promise<void>(() => undefined);
        if (fault !== undefined) throw new Error(fault);
      });
  }

  sync(life: Life, since: string | undefined) {
    return life.request('network.sync', async () => {
      const rows = await this.read();
      const sequenceId = rows.length;
      if (since === undefined || this.#options.knowsDeltas !== true)
        return { data: stateOf(rows), sequenceId };
      const events = rows
        .filter(({ id }) => id > Number(since))
        .map(({ id, ...row }) => ({ ...row, name: EVENT, sequenceId: id }));
      const told = this.#told.get(life) ?? new Set();
      for (const { mutationId } of events) told.add(mutationId);
      this.#told.set(life, told);
      return { events, sequenceId };
    });
  }

  /** What somebody else does. */
  async commit(mutationId: string, data: string, rejected = false): Promise<void> {
    const row = await this.#wait(this.#database.commit({ mutationId, data, rejected }));
    if (row === undefined) return;
    this.#clock.after(this.#options.publishesAfter ?? 6, () => {
      const headers = {
        'x-ably-models-event-uuid': mutationId,
        ...(rejected && { 'x-ably-models-reject': 'true' }),
      };
      this.#channel.publish({ id: String(row.id), name: EVENT, data, extras: { headers } });
    });
  }

  async #receive(
    mutationId: string,
    data: string,
    tell: (fault: NetworkFault | undefined) => void,
  ): Promise<void> {
    this.requests += 1;
    this.requestsFor.set(mutationId, (this.requestsFor.get(mutationId) ?? 0) + 1);
    const { faults, refuses = [], rejects = [] } = this.#options;
    const fault = faults?.[this.requests];
    tell(fault);
    if (fault === 'lose the request') return;
    const isIn = (texts: readonly string[]) => textsOf(data).some((text) => texts.includes(text));
    if (isIn(refuses)) throw new NonRetriableError('not allowed');
    await this.commit(mutationId, data, isIn(rejects));
  }

  #wait<Value>(work: Promise<Value>): Promise<Value> {
    this.#busy.add(work);
    return work.finally(() => this.#busy.delete(work));
  }
}

/** The state: all that was typed, in order. What is there twice, left out or out of order shows. */
export const stateOf = (rows: readonly { readonly data: string; readonly rejected: boolean }[]): string[] =>
  rows.filter(({ rejected }) => !rejected).flatMap(({ data }) => textsOf(data));
