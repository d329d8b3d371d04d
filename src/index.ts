export { ModelsError, type ModelsErrorCode } from './errors.js';
export { ModelsClient, type Models, type ModelSpec } from './client/models-client.js';
export type {
  EventBufferOptions,
  ModelsClientOptions,
  OptimisticEventOptions,
  SyncOptions,
} from './client/options.js';
export type { LogLevel } from './client/log-level.js';
export type { Model, SubscriptionCallback } from './model/model.js';
export type { ModelStateChange } from './model/core-model.js';
export type { ModelState } from './model/live-model.js';
export type { Logger } from './model/logger.js';
export type { EventOrderer } from './model/event-buffer.js';
export type {
  ChangeEvent,
  ConfirmedEvent,
  MutationEvent,
  OptimisticEvent,
  SequenceId,
} from './model/event.js';
export type { SyncContext, SyncResult } from './model/spec.js';
export { backoffRetryStrategy, fixedRetryStrategy, type RetryStrategy } from './model/retry.js';
export { defineModel, type ModelDefinition, type ModelInput } from './model/define-model.js';
export { ModelsProvider } from './react/models-provider.js';
export { useModel } from './react/use-model.js';
export { useModelStatus } from './react/use-model-status.js';
export { useOptimistic } from './react/use-optimistic.js';
export type { TrackedMutation } from './store/mutations.js';
