import type { ModelState } from '../../src/model/live-model.js';
import { Backend, logOf, type Row } from './backend.js';
import { faults, type Command, type Fault, type Schedule } from './commands.js';
import { Keeper } from './kept.js';
import { Participant } from './participant.js';
import { RETENTION } from './simulated-world.js';
import type { World } from './world.js';

/** How often each fault struck a model in each state. */
export type Coverage = Map<`${Fault} × ${ModelState}`, number>;

/** Where a schedule ends. */
export interface End {
  /** What each client shows. */
  readonly states: readonly (readonly string[])[];
  /** What became of each mutation: `confirmed`, or the code of the error that it was rejected with. */
  readonly outcomes: Readonly<Record<string, string>>;
}

const isFault = (name: string): name is Fault => (faults as readonly string[]).includes(name);

function check(holds: boolean, message: () => string): void {
  if (!holds) throw new Error(message());
}

/** As a connector sets them. */
const headersOf = ({ mutationId, rejected }: Row): Readonly<Record<string, string>> => ({
  ...(mutationId !== undefined && { 'x-ably-models-event-uuid': mutationId }),
  ...(rejected && { 'x-ably-models-reject': 'true' }),
});

/** Runs a schedule, and throws when a client ever shows what it must not, or does not end where it must. */
export async function runSchedule(
  { setting, commands }: Schedule,
  world: World,
  coverage: Coverage,
): Promise<End> {
  const backend = new Backend(setting);
  const restarts = commands.some((command) => command.do === 'restart');
  const clients = Array.from(
    { length: setting.clients },
    (_, index) => new Participant(index, world, backend, setting, new Keeper(restarts)),
  );
  const requests: { readonly mutationId: string; readonly name: string }[] = [];
  const answers = new Map<string, 'confirmed' | 'mutation-rejected'>();
  const rowOf = new Map<string, Row>();
  let publishedAgainAt = -Infinity;
  /** While second copies are about. */
  const isAmbiguous = () => world.clock.now() - publishedAgainAt < RETENTION;
  let overtakes = false;
  const lags = setting.backend === 'lagging' || setting.backend === 'both';

  /** While the connector lags, an id that was committed out of order may show before its own position is known. */
  const judgesMoments = setting.backend !== 'both';
  const look = () => {
    for (const client of clients) {
      client.keeper.note(client.model, client.seen);
      const { confirmed, optimistic, state, isStale } = client.model.getSnapshot();
      if (confirmed === undefined || optimistic === undefined) continue;
      if (judgesMoments) {
        check(
          backend.isPrefix(confirmed),
          () => `shows ${confirmed.join(' ')}, while the log is ${logOf(backend.rows).join(' ')}`,
        );
      }
      const expected = client.expectedView(confirmed).join(' ');
      check(optimistic.join(' ') === expected, () => `shows ${optimistic.join(' ')}, not ${expected}`);
      const isFreshlyReady = state === 'ready' && !isStale;
      const twice = client.sent.find(({ mutationId, outcome, isOf }) => {
        const row = outcome === 'pending' && isOf === client.model ? rowOf.get(mutationId) : undefined;
        const isFresh = row !== undefined && world.clock.now() - row.committedAt < RETENTION / 2;
        return isFresh && isFreshlyReady && client.seen.has(row.id) && confirmed.includes(row.id);
      });
      check(twice === undefined, () => `shows mutation ${String(twice?.mutationId)} twice`);
    }
  };

  const publish = (row: Row) =>
    world.publish({ id: row.id, name: row.name, extras: { headers: headersOf(row) } });
  const publishUpTo = (count: number) => {
    const [first, second] = backend.rows.slice(backend.published, count);
    if (overtakes && first && second) {
      overtakes = false;
      publish(second);
      publish(first);
      backend.published += 2;
    }
    for (; backend.published < Math.min(count, backend.rows.length); backend.published += 1) {
      publish(backend.rows[backend.published] as Row);
    }
  };
  const commit = (pick: number, gap: number, row: Partial<Row> = {}) => {
    const fields = { name: 'changed' as const, mutationId: undefined, rejected: false, ...row };
    const committed = backend.commit(pick, gap, { ...fields, committedAt: world.clock.now() });
    if (committed.mutationId !== undefined) rowOf.set(committed.mutationId, committed);
    if (!lags) publishUpTo(Infinity);
  };

  const publishAgain = (back: number) => {
    const recent = backend.rows.slice(0, backend.published).slice(-1 - back);
    // It dies moments after it published them, not minutes.
    const rows = recent.filter(({ committedAt }) => world.clock.now() - committedAt < 2_000);
    // Whoever never saw the first copy cannot tell the second from a change that was committed late.
    const isKnown = ({ id }: Row) =>
      clients.every(({ model, seen }) => model.state === 'ready' && seen.has(id));
    if (!rows.every(isKnown)) return;
    rows.forEach(publish);
    publishedAgainAt = world.clock.now();
  };

  /** Time in which somebody is away, and others are not. */
  const spell = async ({ ms, commits }: { readonly ms: number; readonly commits: number }) => {
    const pass = (half: number) => {
      if (half >= 10_000) {
        backend.abandon();
        publishUpTo(Infinity);
      }
      return world.wait(half, look);
    };
    await pass(ms / 2);
    for (let count = 0; count < commits; count += 1) commit(count, 0);
    await pass(ms / 2);
  };

  const run = (command: Command): void | Promise<void> => {
    const client = clients['client' in command ? command.client % clients.length : 0] as Participant;
    if (isFault(command.do)) {
      const struck = 'client' in command ? [client] : clients;
      for (const { model } of struck) {
        const cell = `${command.do} × ${model.state}` as const;
        coverage.set(cell, (coverage.get(cell) ?? 0) + 1);
      }
    }
    switch (command.do) {
      case 'commit':
        return commit(command.pick, command.gap, command.poison ? { name: 'poison' } : {});
      case 'mutate': {
        const name = command.fragile ? 'fragile' : 'changed';
        const mutationId = client.mutate(name, command.timeout);
        if (mutationId !== undefined && command.send) requests.push({ mutationId, name });
        return;
      }
      case 'answer': {
        const request = requests.shift();
        if (request === undefined) return;
        answers.set(request.mutationId, command.accept ? 'confirmed' : 'mutation-rejected');
        return commit(command.pick, 0, { mutationId: request.mutationId, rejected: !command.accept });
      }
      case 'publish':
        return publishUpTo(backend.published + command.rows);
      case 'publishAgain':
        return publishAgain(command.back);
      case 'cancel':
        client.sent.at(-1)?.mutation.cancel();
        return;
      case 'dispose':
        // Nor can a model that is made anew.
        return isAmbiguous() ? undefined : client.call('dispose');
      case 'sync':
      case 'pause':
      case 'resume':
      case 'hide':
      case 'show':
      case 'prefetch':
        return client.call(command.do);
      case 'drop':
        return client.host.drop(command.forget);
      case 'reconnect':
      case 'loseContinuity':
      case 'detach':
      case 'failChannel':
      case 'suspend':
      case 'deliverTwice':
        return client.host[command.do]();
      case 'reorder':
        // Only who asks for an event buffer reckons with it.
        overtakes = setting.bufferMs > 0;
        return;
      case 'failHistory':
        return client.host.failHistory(command.times);
      case 'failSync':
        client.failingSyncs = command.times;
        return;
      case 'cacheSync':
        // Nor can one whose cut is at a message of which only the second copy is left.
        client.commitsAgo = isAmbiguous() ? 0 : command.commitsAgo;
        return client.call('sync');
      case 'expire':
        backend.abandon();
        publishUpTo(Infinity);
        return world.wait(130_000, look);
      case 'offline':
        client.host.drop(command.forget);
        return spell(command).then(() => client.host.reconnect());
      case 'restart':
        return restart(client, command);
      case 'wait':
        if (command.ms >= 20_000) {
          backend.abandon();
          publishUpTo(Infinity);
        }
        return world.wait(command.ms, look);
    }
  };

  const restart = async (client: Participant, command: Command & { readonly do: 'restart' }) => {
    // Who does not know the first copy cannot tell the second from a change that was committed late.
    const kept = client.keeper.read(isAmbiguous() ? 0 : command.momentsAgo);
    if (isAmbiguous() && kept.state === undefined) return;
    await client.end();
    await spell(command);
    client.begin(kept, command.ahead);
    if (command.begin !== 'none') client.call(command.begin);
    if (command.again) {
      await world.wait(400, look);
      // As far back as it does else: what a given-up attempt has read further back, a model does not know.
      publishAgain(3);
    }
  };

  if (setting.begins === 'ready') {
    for (const client of clients) client.call('sync');
    await world.wait(20, look);
  }
  for (const command of commands) {
    await run(command);
    look();
  }

  // Everything heals: the connector catches up, connections are back, and each client is wanted again.
  publishUpTo(Infinity);
  backend.abandon();
  for (const { host } of clients) {
    host.failHistory(0);
    host.reconnect();
  }
  await world.wait(60_000, look);
  // Twice: what is resumed may meet an event there that cannot be merged.
  for (let round = 1; round <= 2; round += 1) {
    for (const client of clients) {
      client.failingSyncs = 0;
      client.commitsAgo = 0;
      if (client.model.state !== 'disposed') client.call('show');
      const { state } = client.model;
      if (state === 'paused') client.call('resume');
      else if (state !== 'ready') client.call('sync');
    }
    await world.wait(60_000, look);
  }
  // Whoever is deaf does not hear this one.
  commit(0, 0);
  publishUpTo(Infinity);
  await world.wait(60_000, look);

  const log = logOf(backend.rows).join(' ');
  for (const { model, sent } of clients) {
    const { state, isStale, confirmed, optimistic, pendingCount, error } = model.getSnapshot();
    check(
      state === 'ready' && !isStale,
      () => `ends ${state}${isStale ? ', stale' : ''}: ${String(error?.message)}`,
    );
    check(confirmed?.join(' ') === log, () => `ends with ${String(confirmed)}, while the log is ${log}`);
    check(
      pendingCount === 0 && optimistic === confirmed,
      () => `ends with ${pendingCount} mutations pending`,
    );
    for (const { mutationId, outcome } of sent) {
      check(outcome !== 'pending', () => `mutation ${mutationId} never settles`);
      if (outcome !== 'confirmed' && outcome !== 'mutation-rejected') continue;
      check(
        answers.get(mutationId) === outcome,
        () => `mutation ${mutationId} is ${outcome}, against the backend`,
      );
    }
  }

  const end: End = {
    states: clients.map(({ model }) => model.getSnapshot().confirmed ?? []),
    outcomes: Object.fromEntries(
      clients.flatMap(({ sent }) => sent.map(({ mutationId, outcome }) => [mutationId, outcome])),
    ),
  };

  const asked = world.historyRequests() + clients.reduce((sum, { syncCalls }) => sum + syncCalls, 0);
  const allowed = 20 * (commands.length + 3 * clients.length);
  check(asked <= allowed, () => `asks ${asked} times, more than ${allowed}`);

  for (const client of clients) client.call('dispose');
  await world.wait(60_000, look);
  for (const [what, count] of Object.entries(await world.leftovers())) {
    check(count === 0, () => `leaves ${count} ${what} behind`);
  }
  return end;
}
