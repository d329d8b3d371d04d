export { persistModels, type PersistedModels, type PersistOptions } from './persist-models.js';
export { NonRetriableError } from './non-retriable-error.js';
export { useOutbox, type UseOutboxActions, type UseOutboxResult } from './use-outbox.js';
export type { OutboxMutation, OutboxState } from './outbox-state.js';
export type { KeptStatus } from './storage.js';
export type {
  ConflictAnswer,
  ConflictingMutation,
  SendFunction,
  SendOptions,
  SendRequest,
  Sends,
} from './sends.js';
