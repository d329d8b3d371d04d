import { localAbly } from '../ui/local-ably.js';
import { serversPerRack, type Fleet } from './fleet.js';
import { loadAt } from './weather.js';

/** The shortest that browsers repeat a timer in, in ms: about as often as a busy connection brings something. */
const tickMs = 4;

/** A page that was held up, or hidden, makes up for so much at most, in ms. */
const mostOwedMs = 1000;

/** How many of its latest messages the channel keeps, at least. */
const keptMessages = 5000;

interface NoteEdit {
  readonly mutationId: string;
  readonly note: string;
  readonly signal: AbortSignal;
}

/** A backend in memory: many servers that report their load on one channel, each report a message of its own. */
export class FleetBackend {
  /** Of a request, each way, in ms. */
  latencyMs = 0;
  readonly channel: string;
  readonly #loads: number[];
  readonly #reports: number[];
  #note = 'All quiet';
  #sequenceId = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(channel: string, servers: number) {
    this.channel = channel;
    this.#loads = Array.from({ length: servers }, (_, server) => loadAt(server, seconds()));
    this.#reports = this.#loads.map(() => 0);
  }

  get servers(): number {
    return this.#loads.length;
  }

  /** Of all that it has published: how many events that were. */
  get sequenceId(): number {
    return this.#sequenceId;
  }

  /** What it knows now, without a request. */
  peek(): Fleet {
    const all = this.#loads.map((load, server) => ({ load, reports: this.#reports[server] ?? 0 }));
    const racks = Array.from({ length: Math.ceil(all.length / serversPerRack) }, (_, rack) =>
      all.slice(rack * serversPerRack, (rack + 1) * serversPerRack),
    );
    return { note: this.#note, racks };
  }

  /** `GET /fleet` */
  async read(): Promise<{ data: Fleet; sequenceId: string }> {
    await wait(this.latencyMs);
    const answer = { data: this.peek(), sequenceId: String(this.#sequenceId) };
    await wait(this.latencyMs);
    return answer;
  }

  /** `PUT /fleet/note` */
  async editNote({ mutationId, note, signal }: NoteEdit): Promise<void> {
    await wait(this.latencyMs);
    signal.throwIfAborted();
    this.#note = note;
    this.#publish('note.edited', { note }, { 'x-ably-models-event-uuid': mutationId });
    await wait(this.latencyMs);
  }

  /** Has that many servers report each second, at random; with 0 none does. */
  setPace(eventsPerSecond: number): void {
    clearInterval(this.#timer);
    if (eventsPerSecond === 0) return;
    let owed = 0;
    let last = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      owed += (Math.min(now - last, mostOwedMs) * eventsPerSecond) / 1000;
      last = now;
      for (; owed >= 1; owed -= 1) this.#reportAny();
    }, tickMs);
  }

  #reportAny(): void {
    const server = Math.floor(Math.random() * this.#loads.length);
    const load = loadAt(server, seconds());
    this.#loads[server] = load;
    this.#reports[server] = (this.#reports[server] ?? 0) + 1;
    this.#publish('load.reported', { server, load });
  }

  #publish(name: string, data: object, headers: Readonly<Record<string, string>> = {}): void {
    this.#sequenceId += 1;
    localAbly.publish(this.channel, { id: String(this.#sequenceId), name, data, extras: { headers } });
    // By itself it keeps two minutes: to replay those takes a page that was hidden half the time that it was away.
    // Past what is kept, it reads the state anew.
    if (this.#sequenceId % keptMessages === 0 && this.#sequenceId > keptMessages)
      localAbly.expireHistory(this.channel, { oldest: keptMessages });
  }
}

const seconds = () => performance.now() / 1000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
