import { stateOf } from './backend.js';
import type { Made } from './tab.js';
import { kindOf } from './texts.js';
import type { World } from './world.js';

/** What came of a run. */
export interface Verdict {
  /** What was stored, or shown as stored, and is not in the database. */
  readonly lost: number;
  /** What is there twice, in the database or on a screen. */
  readonly doubled: number;
  /** Everything that is wrong, in words. */
  readonly complaints: readonly string[];
}

/** What is still to come, if anything is; for a world that is expected to come to rest. */
export async function unrest(world: World): Promise<string | undefined> {
  const truth = stateOf(await world.backend.read()).join();
  if (world.isReopening || world.alive.length === 0) return 'no tab is open';
  if (world.disk.mutations.size > 0)
    return `rows are left: ${JSON.stringify([...world.disk.mutations.values()])}`;
  for (const { name, model, outbox } of world.alive) {
    const { state, isStale, confirmed, optimistic } = model.getSnapshot();
    const { queue, failed, unsaved } = outbox.getSnapshot();
    if (state !== 'ready' || isStale) return `${name} is ${state}${isStale ? ' and stale' : ''}`;
    if (confirmed?.join() !== truth) return `${name} has ${String(confirmed)}, the database ${truth}`;
    if (optimistic?.join() !== truth) return `${name} shows ${String(optimistic)}, the database has ${truth}`;
    if (queue.length + failed.length + unsaved > 0)
      return `the outbox of ${name} has ${JSON.stringify({ queue, failed, unsaved })}`;
  }
  return undefined;
}

/** Compares what the users did, what they were told, and what there is. */
export async function judge(world: World, deaths: number): Promise<Verdict> {
  const { scenario, made, disk, backend } = world;
  const rows = await backend.read();
  const state = stateOf(rows);
  const refused = [...(scenario.backend?.refuses ?? []), ...(scenario.backend?.rejects ?? [])];
  const complaints: string[] = [];
  const countOf = (text: string, list: readonly string[]) => list.filter((each) => each === text).length;
  const [lost, lostSilently] = findLost(world, state, refused);
  const screens = world.alive.map(({ model }) => model.data.optimistic ?? []);
  const doubled = [...new Set(made.map(({ text }) => text))].filter((text) =>
    [state, ...screens].some((list) => countOf(text, list) > 1),
  );

  if (lost.length > 0) complaints.push(`lost: ${lost.join()}; the database has ${state.join()}`);
  if (lostSilently.length > 0) complaints.push(`lost without a warning: ${lostSilently.join()}`);
  if (doubled.length > 0) complaints.push(`doubled: ${doubled.join()}; the database has ${state.join()}`);
  const others = scenario.actions.flatMap(({ others }) => others ?? []);
  const unknown = state.filter((text) => !others.includes(text) && !made.some((each) => each.text === text));
  if (unknown.length > 0) complaints.push(`nobody made ${unknown.join()}`);
  const passed = state.filter((text) => refused.includes(text));
  if (passed.length > 0) complaints.push(`refused, and there all the same: ${passed.join()}`);
  if (!isInOrder(made, state)) complaints.push(`out of order: ${state.join()}`);
  for (const [mutationId, count] of backend.requestsFor) {
    // Nobody can know of a request that was on its way in a tab that died, or whose answer was lost.
    const faults = Object.keys(scenario.backend?.faults ?? {}).length;
    if (count > 1 + deaths + faults) complaints.push(`${count} requests for ${mutationId}`);
  }
  for (const { saved } of disk.states.values()) {
    const kept = saved.data as readonly string[];
    if (kept.some((text, index) => text !== state[index])) complaints.push(`the disk has ${kept.join()}`);
  }
  if (backend.needlessRequests.length > 0)
    complaints.push(`sent, although a delta had it: ${backend.needlessRequests.join()}`);
  complaints.push(...new Set(world.complaints), ...wrongAnswers(made, state, scenario.backend ?? {}));
  const errors = world.tabs.flatMap((tab) => tab.errors);
  if (errors.length > 0) complaints.push(`the storage failed: ${errors.map(String).join()}`);
  return { lost: lost.length, doubled: doubled.length, complaints };
}

function findLost({ made, disk }: World, state: readonly string[], refused: readonly string[]) {
  const missing = made.filter(({ text }) => !state.includes(text) && !refused.includes(text));
  const mustBeThere = ({ text, tab }: Made) =>
    tab.isAlive || disk.stored.has(text) || tab.shownAsStored.includes(text);
  const lost = missing.filter(mustBeThere);
  // The browser asks before it closes a page that has something which is not stored.
  const silently = missing.filter(
    (each) => !mustBeThere(each) && each.tab.outbox.getSnapshot().unsaved === 0,
  );
  return [lost, silently].map((list) => list.map(({ text }) => text)) as [string[], string[]];
}

/**
 * Those of one kind, of one user in front of one tab: what is merged moves to the place of the first, and between two tabs
 * a millisecond decides.
 */
function isInOrder(made: readonly Made[], state: readonly string[]): boolean {
  const lineOf = ({ text, tab }: Made) => `${tab.name.slice(0, 1)} ${kindOf(text)}`;
  return [...new Set(made.map(lineOf))].every((line) => {
    const expected = made.filter((each) => lineOf(each) === line && state.includes(each.text));
    const there = state.filter((text) => expected.some((each) => each.text === text));
    return there.join() === expected.map(({ text }) => text).join();
  });
}

/** Whoever still waits for an answer must get the right one. */
function wrongAnswers(
  made: readonly Made[],
  state: readonly string[],
  { refuses = [], rejects = [] }: { refuses?: readonly string[]; rejects?: readonly string[] },
): string[] {
  return made
    .filter(({ tab }) => tab.isAlive)
    .flatMap(({ text, outcome }) => {
      const right = refuses.includes(text)
        ? 'send-failed'
        : rejects.includes(text)
          ? 'mutation-rejected'
          : state.includes(text)
            ? 'confirmed'
            : 'none';
      return outcome === right ? [] : [`${text} was answered with ${outcome}, not ${right}`];
    });
}

/** What is still there when all tabs are closed. */
export function leftovers({ tabs, clock, lock, buses }: World): string[] {
  const counts = {
    timers: clock.pending,
    locks: lock.candidates,
    buses: buses.listeners,
    sessions: tabs.reduce((sum, { ably }) => sum + ably.sessions.size, 0),
    observers: tabs.reduce((sum, { ably, isAlive }) => sum + (isAlive ? ably.observerCount : 0), 0),
  };
  return Object.entries(counts).flatMap(([what, count]) => (count > 0 ? [`${count} ${what} are left`] : []));
}
