import type { DevtoolsSnapshot, ModelRow, MutationRow } from '../../src/devtools/snapshot.js';

export const model: ModelRow = {
  name: 'posts:1',
  channelName: 'posts:1',
  state: 'ready',
  pausedReason: undefined,
  isStale: false,
  hasData: true,
  error: undefined,
  sequenceId: '1',
  syncedAt: 0,
  lastEventAt: 0,
  hydration: undefined,
  pendingCount: 0,
  claims: 1,
  spans: [],
  faults: { isPossible: true, dropsNext: false, delayMs: 0, held: 0, dropped: [] },
};
export const mutation: MutationRow = {
  key: 'm',
  model: 'posts:1',
  mutationId: 'mutation-1',
  name: 'added',
  data: {},
  steps: [{ stage: 'applied', at: 0 }],
  isPending: true,
  canReject: true,
};
export const nothing: DevtoolsSnapshot = {
  connection: 'connected',
  models: [model],
  mutations: [],
  log: [],
  states: undefined,
};
