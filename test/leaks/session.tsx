import { startTransition } from 'react';
import { flushSync } from 'react-dom';
import { createRoot, type Root } from 'react-dom/client';
import { ModelsClient } from 'ably-models-react';
import { liveClient } from '../../src/client/live-client.js';
import { mutationsOf } from '../../src/store/stores.js';
import { createBackend, fates } from './backend.js';
import { openInProcessAbly } from './in-process-ably.js';
import { changed, isDoomed, randomPlan, sharedNames, type TreePlan } from './plan.js';
import { Random } from './random.js';
import { Screens } from './screens.js';
import type { Handles, Surroundings } from './surroundings.js';
import { Tree } from './tree.js';
import { VirtualTime } from './virtual-time.js';
import { Watch } from './watch.js';

const MAX_ALIVE = 8;
/** ms that a render which was never committed keeps its model, and more. */
const LEASE = 61_000;
/** Enough for whatever is on its way to arrive. */
const REST = 20;

interface Alive {
  readonly root: Root;
  readonly container: HTMLElement;
  readonly handles: Handles;
  readonly resetModels: () => void;
  plan: TreePlan;
}

/**
 * Mounts, changes and unmounts so many trees, as chance has it.
 *
 * @param happened told of each way that was gone
 * @returns what is left of them, and what went wrong on the way
 */
export async function runSession(seed: number, trees: number, happened: (what: string) => void) {
  const random = new Random(seed);
  const time = new VirtualTime(random);
  const { stackTraceLimit } = Error;
  // React takes one for each element, and they would cost more than all the rest.
  Error.stackTraceLimit = 0;
  const screens = new Screens();
  const ably = openInProcessAbly();
  const clients = [open('0'), open('1')] as const;
  await time.turns(REST);
  const backend = createBackend(ably.local, random);
  const watch = new Watch(clients, screens);
  const look = () => watch.look();
  const { sources } = screens;
  const { onMount, onMutate, onError } = watch;
  const surroundings: Surroundings = { backend, clients, sources, onMount, onMutate, onError, happened };
  const alive = new Set<Alive>();

  function open(clientId: string) {
    return new ModelsClient({
      ably: ably.connect(clientId),
      syncOptions: { timeout: 200, retryStrategy: (attempt) => (attempt > 2 ? -1 : 10) },
    });
  }

  function mount(): void {
    const container = document.body.appendChild(document.createElement('div'));
    let resetModels = () => {
      // Not before it is mounted.
    };
    const handles: Handles = {
      writers: new Set(),
      lists: new Set(),
      onReset: (reset) => (resetModels = reset),
      hasFailed: false,
      arrive: () => undefined,
    };
    // React 18 does not know the first, and writes to the console.
    const root = createRoot(container, { onCaughtError: () => undefined, onRecoverableError: watch.onError });
    const tree: Alive = {
      root,
      container,
      handles,
      resetModels: () => resetModels(),
      plan: randomPlan(random),
    };
    alive.add(tree);
    show(tree);
  }

  function show({ root, plan, handles }: Alive): void {
    const render = () => root.render(<Tree {...surroundings} plan={plan} handles={handles} />);
    random.pick([render, () => startTransition(render), () => flushSync(render)] as const)();
  }

  function unmount(tree: Alive): void {
    alive.delete(tree);
    tree.root.unmount();
    tree.container.remove();
  }

  function change(tree: Alive): void {
    if (isDoomed(tree.plan)) return;
    tree.plan = changed(random, tree.plan);
    show(tree);
  }

  /** Shows another plan before React is done with one, as a rule. */
  async function supersede(tree: Alive): Promise<void> {
    time.isSlow = true;
    change(tree);
    await time.turns(1 + random.below(4));
    time.isSlow = false;
    change(tree);
  }

  function reset(tree: Alive): void {
    if (!tree.handles.hasFailed || isDoomed(tree.plan)) return;
    tree.handles.hasFailed = false;
    if (random.chance(0.6)) tree.resetModels();
    tree.plan = { ...tree.plan, generation: tree.plan.generation + 1, sibling: 'none' };
    happened('an error boundary was reset');
    show(tree);
  }

  function mutate({ handles }: Alive): void {
    for (const writer of handles.writers) {
      if (random.chance(0.8)) writer.mutate(random.pick(fates));
      if (random.chance(0.2)) writer.pending.forEach(({ cancel }) => cancel());
      if (random.chance(0.1)) writer.reset();
    }
    for (const mutation of [...handles.lists].flat()) {
      happened(`a mutation was ${mutation.stage}`);
      if (random.chance(0.2)) mutation.retry();
      if (random.chance(0.2)) mutation.dismiss();
    }
  }

  /** As the application does by hand. */
  function command(): void {
    const client = random.pick([0, 1] as const);
    const name = random.pick(sharedNames) ?? '';
    const { models, [liveClient]: live } = clients[client];
    // Without a component that uses it, it is the application's own, and ends with a dispose.
    if (live.peek(name) === undefined) return;
    const order = random.pick(['pause', 'resume', 'sync', 'sync', 'dispose'] as const);
    watch.allow(client, name);
    happened(`${order} by hand`);
    const model = models.get(backend.item(name));
    model[order]().catch(() => undefined);
  }

  /** As the browser tells. */
  function lookAround(): void {
    screens.report(random);
    look();
  }

  function disturb(): void {
    if (random.chance(0.15)) screens.turnPage(random);
    // It may be turned once more before time passes.
    look();
    if (random.chance(0.3)) backend.publish(random.pick(sharedNames) ?? '', { poison: random.chance(0.1) });
    if (random.chance(0.01)) {
      if (random.chance(0.5)) ably.local.forgetConnections();
      ably.local.dropConnections();
      happened('the connections dropped');
    }
  }

  /** The clock of a mutation stands while its model is paused by hand: there only a hand ends it. */
  function giveUpMutations(): void {
    for (const { [liveClient]: live } of clients) {
      for (const mutation of mutationsOf(live).getSnapshot()) {
        const { state } = live.peek(mutation.model)?.getSnapshot() ?? {};
        if (state === 'paused') mutation.cancel();
      }
    }
  }

  const acts = [
    change,
    mutate,
    mutate,
    reset,
    supersede,
    (tree: Alive) => tree.handles.arrive(),
    lookAround,
    command,
  ] as const;

  try {
    for (let mounted = 0; mounted < trees;) {
      for (; alive.size < MAX_ALIVE && mounted < trees && random.chance(0.8); mounted += 1) mount();
      for (const tree of alive) {
        const luck = random.next();
        if (luck < 0.3) unmount(tree);
        else if (luck < 0.5) await random.pick(acts)(tree);
      }
      disturb();
      await time.turns(random.below(4));
      if (random.chance(0.6)) await time.pass(random.chance(0.03) ? 2_000 : random.below(60), look);
    }
    for (const tree of alive) unmount(tree);
    await time.turns(REST);
    await time.pass(1_000, look);
    giveUpMutations();
    await time.pass(LEASE, look);
    const leftovers = watch.leftovers((channel) => ably.local.attachments(channel));
    // Theirs end with them; what remains then is ours.
    ably.close();
    await time.turns(REST);
    return { ...leftovers, timers: time.timers, problems: watch.problems, attaches: watch.attaches };
  } finally {
    ably.close();
    screens.restore();
    time.stop();
    Error.stackTraceLimit = stackTraceLimit;
  }
}
