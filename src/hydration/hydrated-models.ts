import type { LiveClient, ModelSnapshot } from '../model/live-model.js';
import type { SavedState } from '../model/saved-state.js';
import type { HydratedSnapshots } from '../react/models-context.js';
import { emptySnapshot } from '../store/empty-snapshot.js';

type States = ReadonlyMap<string, SavedState>;

/** What is mounted in this page, by client. A server mounts nothing. */
const mountedBy = new WeakMap<LiveClient, Set<States>>();

/**
 * What a server had of the models, for what is beneath one <HydrateModels>.
 *
 * It is made while rendering, on servers too, where one client may serve the requests of many users. So making it and
 * reading from it leave the client alone until `mount`, which is for effects: no server runs them.
 */
export class HydratedModels implements HydratedSnapshots {
  readonly #live: LiveClient;
  readonly #states: States;
  readonly #outer: HydratedSnapshots | undefined;
  readonly #snapshots: ReadonlyMap<string, ModelSnapshot<unknown>>;

  constructor(live: LiveClient, states: States, outer: HydratedSnapshots | undefined) {
    this.#live = live;
    this.#states = states;
    this.#outer = outer;
    this.#snapshots = new Map([...states].map(([name, saved]) => [name, toSnapshot(saved)]));
  }

  /** Called by what renders, for the model that it is about to make. */
  get(name: string): ModelSnapshot<unknown> | undefined {
    const own = this.#snapshots.get(name);
    if (own === undefined) return this.#outer?.get(name);
    // It may have been let go since: without this, what shows the server's state would lose it with the first commit.
    // Never to a model that is there: that would tell its components, while another one renders.
    if (this.#live.peek(name) === undefined) this.#restore(name);
    return own;
  }

  /** Lets the models of this page begin with these states, also those that are there and have none yet. */
  mount(): () => void {
    const mounted = mountedOf(this.#live);
    mounted.add(this.#states);
    for (const name of this.#states.keys()) this.#restore(name);
    return () => void mounted.delete(this.#states);
  }

  /** What is mounted, and nothing else: before that, and on a server, there is nothing. */
  #restore(name: string): void {
    const saved = newestOf(mountedOf(this.#live), name);
    if (saved) this.#live.restore?.({ [name]: saved });
  }
}

function mountedOf(live: LiveClient): Set<States> {
  const mounted = mountedBy.get(live) ?? new Set();
  mountedBy.set(live, mounted);
  return mounted;
}

/** Of several boundaries with one model, the latest to mount need not be the one that was read last. */
function newestOf(mounted: ReadonlySet<States>, name: string): SavedState | undefined {
  let newest: SavedState | undefined;
  for (const states of mounted) {
    const saved = states.get(name);
    if (saved && (saved.takenAt ?? 0) >= (newest?.takenAt ?? 0)) newest = saved;
  }
  return newest;
}

/** What its model will show, once there is one, and before that has begun. */
function toSnapshot({ data, sequenceId, syncedAt }: SavedState): ModelSnapshot<unknown> {
  return {
    ...emptySnapshot,
    confirmed: data,
    optimistic: data,
    hasData: true,
    sequenceId: String(sequenceId),
    syncedAt,
    isStale: true,
    hydration: 'hydrated',
  };
}
