export { ModelsError, type ModelsErrorCode } from './errors.js';

export { ModelsClient, type Models, type ModelSpec } from './client/models-client.js';
export type {
  EventBufferOptions,
  ModelsClientOptions,
  OptimisticEventOptions,
  SyncOptions,
} from './client/options.js';
export type { LogLevel } from './client/log-level.js';
export type { Logger } from './model/logger.js';
export type { EventOrderer } from './model/event-buffer.js';
export { backoffRetryStrategy, fixedRetryStrategy, type RetryStrategy } from './model/retry.js';

export { defineModel } from './model/define-model.js';
export type { ModelDefinition, ModelFactory, ModelInput, ModelOptions } from './model/define-model.js';
export type { EventSchemas, StandardSchema } from './model/schema.js';
export type { MergeHandlers } from './model/merge-handlers.js';
export type { SyncContext, SyncDelta, SyncedEvent, SyncResult } from './model/spec.js';
export type { Hydration, SavedState, SavedStates } from './model/saved-state.js';
export type {
  ChangeEvent,
  ConfirmedEvent,
  MutationEvent,
  OptimisticEvent,
  SequenceId,
} from './model/event.js';
export type { MutationOf } from './model/mutation-of.js';

export type { Model, SubscriptionCallback } from './model/model.js';
export type { ModelStateChange } from './model/core-model.js';
export type { LiveModel, ModelSnapshot, ModelState, PausedReason } from './model/live-model.js';

export { ModelsProvider, type ModelsProviderProps } from './react/models-provider.js';
export type { ProvidedClient } from './react/to-live-client.js';
export { useModelsClient } from './react/use-models-client.js';
export { useModel, type UseModelOptions } from './react/use-model.js';
export { useSuspenseModel, type UseSuspenseModelOptions } from './react/use-suspense-model.js';
export { useResetModels } from './react/use-reset-models.js';
export { useModels, type UseModelsOptions, type UseModelsResult } from './react/use-models.js';
export type {
  FailedModelResult,
  LoadedModelResult,
  PendingModelResult,
  UseModelResult,
  UseSuspenseModelResult,
} from './react/model-result.js';
export {
  useOptimistic,
  type UseOptimisticOptions,
  type UseOptimisticResult,
} from './react/use-optimistic.js';
export type { MutationOptions } from './store/optimistic-observer.js';
export type { MutationStage, MutationStep, TrackedMutation } from './store/mutations.js';
export { usePendingMutations, type PendingMutationsFilter } from './react/use-pending-mutations.js';
export type { PendingMutation } from './store/mutations.js';
export type { RetrySend, SendContext } from './store/send-mutation.js';
export {
  useModelStatus,
  type ModelStatusResult,
  type UseModelStatusOptions,
} from './react/use-model-status.js';
export { ModelView, type ModelViewProps } from './react/model-view.js';
export { ModelVisibility, type ModelVisibilityProps } from './react/model-visibility.js';
export { pageVisibility, type VisibilitySource } from './store/page-visibility.js';
