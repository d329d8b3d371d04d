import type { ModelState } from '../../src/model/live-model.js';
import { Backend } from './backend.js';
import { check } from './check.js';
import { faults, type Command, type Fault, type Schedule } from './commands.js';
import { judgeEnd, lookAt } from './judge-clients.js';
import { TabJudge } from './judge-tabs.js';
import { Keeper } from './kept.js';
import { Machine } from './machine.js';
import { Participant } from './participant.js';
import { Server } from './server.js';
import { RETENTION } from './simulated-world.js';
import { Tab } from './tab.js';
import { tabCommands, type TabCommand } from './tab-commands.js';
import { runTabStep } from './tab-steps.js';
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

/** Runs a schedule, and throws when a client ever shows what it must not, or does not end where it must. */
export async function runSchedule(
  { setting, commands }: Schedule,
  world: World,
  coverage: Coverage,
): Promise<End> {
  const backend = new Backend(setting);
  const server = new Server(backend, world, setting);
  const restarts = commands.some((command) => command.do === 'restart');
  const clients = Array.from(
    { length: setting.clients },
    (_, index) => new Participant(index, world, server, setting, new Keeper(restarts)),
  );
  const machine = new Machine(world.clock, server);
  const judge = new TabJudge(machine);
  const tabs = Array.from({ length: setting.tabs ?? 0 }, (_, index) => {
    const tab = new Tab(machine, `tab${index}`);
    return new Participant(setting.clients + index, world, server, setting, new Keeper(false), tab);
  });
  clients.push(...tabs);
  const requests: { readonly mutationId: string; readonly name: string }[] = [];
  const answers = new Map<string, 'confirmed' | 'mutation-rejected'>();
  const look = () => {
    for (const client of clients.filter(({ isThere }) => isThere)) {
      client.keeper.note(client.model, client.seen);
      lookAt(client, server, setting, world);
      judge.look(client);
    }
  };

  const publishAgain = (back: number) =>
    server.publishAgain(back, ({ id }) =>
      clients.every(({ isThere, model, seen }) => isThere && model.state === 'ready' && seen.has(id)),
    );

  /** Time in which somebody is away, and others are not. */
  const spell = async ({ ms, commits }: { readonly ms: number; readonly commits: number }) => {
    const pass = (half: number) => {
      if (half >= 10_000) server.settle();
      return world.wait(half, look);
    };
    await pass(ms / 2);
    for (let count = 0; count < commits; count += 1) server.commit(count, 0);
    await pass(ms / 2);
  };

  const isForTabs = (command: Command): command is TabCommand =>
    (tabCommands as readonly string[]).includes(command.do);
  const run = (command: Command): void | Promise<void> => {
    const among = isForTabs(command) ? tabs : clients;
    const client = among['client' in command ? command.client % among.length : 0];
    if (client === undefined) return;
    if (isFault(command.do)) {
      const struck = ('client' in command ? [client] : among).filter(({ isThere }) => isThere);
      for (const { model } of struck) {
        const cell = `${command.do} × ${model.state}` as const;
        coverage.set(cell, (coverage.get(cell) ?? 0) + 1);
      }
    }
    if (isForTabs(command)) return runTabStep(command, client, { server, machine, spell });
    if ('client' in command && !client.isThere) return;
    switch (command.do) {
      case 'commit':
        return server.commit(command.pick, command.gap, command.poison ? { name: 'poison' } : {});
      case 'mutate': {
        if (client.tab) return;
        const name = command.fragile ? 'fragile' : 'changed';
        const mutationId = client.mutate(name, command.timeout);
        if (mutationId !== undefined && command.send) requests.push({ mutationId, name });
        return;
      }
      case 'answer': {
        const request = requests.shift();
        if (request === undefined) return;
        answers.set(request.mutationId, command.accept ? 'confirmed' : 'mutation-rejected');
        return server.commit(command.pick, 0, { mutationId: request.mutationId, rejected: !command.accept });
      }
      case 'publish':
        return server.publishUpTo(backend.published + command.rows);
      case 'publishAgain':
        return publishAgain(command.back);
      case 'cancel':
        client.sent.at(-1)?.mutation.cancel();
        return;
      case 'dispose':
        // Nor can a model that is made anew.
        return server.isAmbiguous ? undefined : client.call('dispose');
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
        server.overtakes = setting.bufferMs > 0;
        return;
      case 'failHistory':
        return client.host.failHistory(command.times);
      case 'failSync':
        client.failingSyncs = command.times;
        return;
      case 'cacheSync':
        // Nor can one whose cut is at a message of which only the second copy is left.
        client.commitsAgo = server.isAmbiguous ? 0 : command.commitsAgo;
        return client.call('sync');
      case 'expire':
        server.settle();
        return world.wait(130_000, look);
      case 'offline':
        client.host.drop(command.forget);
        return spell(command).then(() => client.host.reconnect());
      case 'restart':
        return client.tab ? undefined : restart(client, command);
      case 'wait':
        if (command.ms >= 20_000) server.settle();
        return world.wait(command.ms, look);
    }
  };

  const restart = async (client: Participant, command: Command & { readonly do: 'restart' }) => {
    // Who does not know the first copy cannot tell the second from a change that was committed late.
    const kept = client.keeper.read(server.isAmbiguous ? 0 : command.momentsAgo);
    if (server.isAmbiguous && kept.state === undefined) return;
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
  server.settle();
  server.faults = [];
  if (tabs.length > 0) {
    // A user does not pause one tab and go on in another within a millisecond: the two would cross. And who opens a tab
    // while second copies are about cannot know the first.
    await world.wait(server.isAmbiguous && !tabs.every(({ isThere }) => isThere) ? RETENTION : 20, look);
    for (const tab of tabs) if (!tab.isThere) tab.beginTab(0);
    machine.tabs[0]?.outbox.resume();
  }
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
      for (const { mutationId } of client.tab?.outbox.getSnapshot().failed ?? [])
        client.tab?.outbox.dismiss(mutationId);
    }
    await world.wait(60_000, look);
  }
  // Whoever is deaf does not hear this one.
  server.commit(0, 0);
  server.publishUpTo(Infinity);
  await world.wait(60_000, look);

  for (const client of clients) judgeEnd(client, server, answers);
  judge.judge(tabs);

  const end: End = {
    states: clients.map(({ model }) => model.getSnapshot().confirmed ?? []),
    outcomes: Object.fromEntries(
      clients.flatMap(({ sent }) => sent.map(({ mutationId, outcome }) => [mutationId, outcome])),
    ),
  };

  const asked = world.historyRequests() + clients.reduce((sum, { syncCalls }) => sum + syncCalls, 0);
  const allowed = 20 * (commands.length + 3 * clients.length);
  check(asked <= allowed, () => `asks ${asked} times, more than ${allowed}`);

  for (const client of clients) {
    client.call('dispose');
    client.tab?.close();
  }
  await world.wait(60_000, look);
  for (const [what, count] of Object.entries({ ...(await world.leftovers()), ...machine.leftovers() })) {
    check(count === 0, () => `leaves ${count} ${what} behind`);
  }
  return end;
}
