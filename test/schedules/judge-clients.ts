import { logOf } from './backend.js';
import { check } from './check.js';
import type { Setting } from './commands.js';
import type { Participant } from './participant.js';
import type { Server } from './server.js';
import { RETENTION } from './simulated-world.js';
import type { World } from './world.js';

/** What the backend answered, by mutation id. */
export type Answers = ReadonlyMap<string, 'confirmed' | 'mutation-rejected'>;

/** Looks at what a client shows: at any moment, of any kind. */
export function lookAt(client: Participant, server: Server, setting: Setting, world: World): void {
  const { backend, rowOf } = server;
  const { confirmed, optimistic, state, isStale } = client.model.getSnapshot();
  if (confirmed === undefined || optimistic === undefined) return;
  // While the connector lags, an id that was committed out of order may show before its own position is known.
  if (setting.backend !== 'both') {
    check(
      backend.isPrefix(confirmed),
      () => `shows ${confirmed.join(' ')}, while the log is ${logOf(backend.rows).join(' ')}`,
    );
  }
  if (client.tab) return;
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

/** Where each client must be when everything has healed. */
export function judgeEnd({ model, sent }: Participant, server: Server, answers: Answers): void {
  const log = logOf(server.backend.rows).join(' ');
  const { state, isStale, confirmed, optimistic, pendingCount, error } = model.getSnapshot();
  check(
    state === 'ready' && !isStale,
    () => `ends ${state}${isStale ? ', stale' : ''}: ${String(error?.message)}`,
  );
  check(confirmed?.join(' ') === log, () => `ends with ${String(confirmed)}, while the log is ${log}`);
  check(
    pendingCount === 0 && optimistic === confirmed,
    () => `ends with ${pendingCount} mutations pending: ${String(optimistic)}`,
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
