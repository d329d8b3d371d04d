import { NonRetriableError } from '../../src/persist/non-retriable-error.js';
import type { SendRequest } from '../../src/persist/sends.js';
import type { Life } from '../simulated-browser/life.js';
import { textsOf } from '../simulated-browser/texts.js';
import type { Backend, Row } from './backend.js';
import type { Setting } from './commands.js';
import { RETENTION } from './simulated-world.js';
import { isRefused, isRejected, type NetworkFault } from './tab-commands.js';
import type { World } from './world.js';

/** ms for which a request is on its way: usually, and when it arrives only after its sender has given it up. */
const TAKES = 2;
const TAKES_LONG = 1_500;
/** ms for which a transaction may be open. */
const OPEN_FOR = 5_000;

/** The application's server, which commits what it is sent, and the connector, which publishes that. */
export class Server {
  readonly backend: Backend;
  /** By mutation id. */
  readonly rowOf = new Map<string, Row>();
  /** What it refused for good, as texts. */
  readonly refused = new Set<string>();
  /** What befalls the next requests. */
  faults: NetworkFault[] = [];
  /** How many commits there were when it last committed what a tab had kept. */
  keptCommits = 0;
  /** What it saw of its tabs that must not be. */
  readonly complaints: string[] = [];
  /** Whether the next two rows are published in the wrong order. */
  overtakes = false;
  readonly #world: World;
  readonly #lags: boolean;
  /** What tabs have sent, and was not answered. */
  readonly #requests = new Set<{
    readonly life: Life;
    readonly mutationId: string;
    readonly signal: AbortSignal;
  }>();
  #publishedAgainAt = -Infinity;
  /** When a tab's mutation was committed last. */
  #keptAt = Infinity;

  constructor(backend: Backend, world: World, setting: Setting) {
    this.backend = backend;
    this.#world = world;
    this.#lags = setting.backend === 'lagging' || setting.backend === 'both';
  }

  /** While second copies are about. */
  get isAmbiguous(): boolean {
    return this.#world.clock.now() - this.#publishedAgainAt < RETENTION;
  }

  commit(pick: number, gap: number, row: Partial<Row> = {}): void {
    const committedAt = this.#world.clock.now();
    // A tab sends when it can: long after that no transaction is open any more which was open then.
    if (committedAt - this.#keptAt > OPEN_FOR) {
      this.backend.abandon();
      this.#keptAt = Infinity;
    }
    const fields = { name: 'changed' as const, mutationId: undefined, rejected: false, data: undefined };
    const committed = this.backend.commit(pick, gap, { ...fields, ...row, committedAt });
    if (committed.mutationId !== undefined) this.rowOf.set(committed.mutationId, committed);
    if (!this.#lags) this.publishUpTo(Infinity);
  }

  publishUpTo(count: number): void {
    const { backend } = this;
    const [first, second] = backend.rows.slice(backend.published, count);
    if (this.overtakes && first && second) {
      this.overtakes = false;
      this.#publish(second);
      this.#publish(first);
      backend.published += 2;
    }
    for (; backend.published < Math.min(count, backend.rows.length); backend.published += 1) {
      this.#publish(backend.rows[backend.published] as Row);
    }
  }

  /** @param isKnown whether everybody has the first copy: who never saw it cannot tell the second from a late commit */
  publishAgain(back: number, isKnown: (row: Row) => boolean): void {
    const recent = this.backend.rows.slice(0, this.backend.published).slice(-1 - back);
    // It dies moments after it published them, not minutes.
    const rows = recent.filter(({ committedAt }) => this.#world.clock.now() - committedAt < 2_000);
    if (!rows.every(isKnown)) return;
    for (const row of rows) this.#publish(row);
    this.#publishedAgainAt = this.#world.clock.now();
  }

  /** Transactions that were open for long have come to nothing, and the connector has caught up. */
  settle(): void {
    this.backend.abandon();
    this.publishUpTo(Infinity);
  }

  /** A request of a tab. Each mutation is committed once, however often it comes. */
  async serve(life: Life, { mutationId, event, signal }: SendRequest): Promise<void> {
    this.#assertAlone(life, mutationId);
    const request = { life, mutationId, signal };
    this.#requests.add(request);
    try {
      await this.#answer(life, mutationId, String(event.data));
    } finally {
      this.#requests.delete(request);
    }
  }

  /** One tab sends for all of them. What it has sent and is confirmed may be on its way still, and is nobody's business. */
  #assertAlone(life: Life, mutationId: string): void {
    for (const other of this.#requests) {
      const isOver = other.signal.aborted || other.life.isOver || other.mutationId !== mutationId;
      if (!isOver && other.life !== life)
        this.complaints.push(`${other.life.name} and ${life.name} send ${mutationId} at the same time`);
    }
  }

  async #answer(life: Life, mutationId: string, data: string): Promise<void> {
    const fault = this.faults.shift();
    const takes = fault === 'arrives late' ? TAKES_LONG : TAKES;
    const receive = () => fault !== 'lose the request' && this.#receive(mutationId, data);
    await life.request('network.send', receive, takes, TAKES);
    if (fault === 'never answer') await new Promise<never>(() => undefined);
    if (fault === 'lose the request' || fault === 'lose the answer') throw new Error(fault);
  }

  #receive(mutationId: string, data: string): void {
    if (this.rowOf.has(mutationId)) return;
    const texts = textsOf(data);
    if (texts.some(isRefused)) {
      for (const text of texts) this.refused.add(text);
      throw new NonRetriableError('not allowed');
    }
    this.commit(this.backend.rows.length, 0, { mutationId, data, rejected: texts.some(isRejected) });
    this.keptCommits = this.backend.rows.length;
    this.#keptAt = this.#world.clock.now();
  }

  #publish(row: Row): void {
    const { id, name, data } = row;
    this.#world.publish({ id, name, data, extras: { headers: headersOf(row) } });
  }
}

/** As a connector sets them. */
const headersOf = ({ mutationId, rejected }: Row): Readonly<Record<string, string>> => ({
  ...(mutationId !== undefined && { 'x-ably-models-event-uuid': mutationId }),
  ...(rejected && { 'x-ably-models-reject': 'true' }),
});
