import type { CoreModel } from './core-model.js';
import type { ConfirmedEvent, MutationEvent } from './event.js';
import type { LiveModel, ModelFunctions, Mutation } from './live-model.js';
import type { SavedState } from './saved-state.js';
import type { SyncContext, SyncResult } from './spec.js';

/** A mutation that outlives its page. */
export interface KeptMutation extends Mutation {
  /** Resolves when the backend has it. Never rejects: what ends it is in `settled`. */
  readonly acknowledged: Promise<void>;
}

/** What stands beside the models of a client, and keeps what they would lose with the page: `ably-models-react/persist`. */
export interface Companion {
  /** A model was made, and has not begun. */
  made(model: CoreModel<unknown>): void;
  /** What an earlier run left of it; asked before its first catch-up. Never rejects, and never takes long. */
  load(model: CoreModel<unknown>): Promise<SavedState | undefined>;
  /** The backend's word on some mutation came by, whoever made that: live, or read back. */
  heard(model: CoreModel<unknown>, event: ConfirmedEvent): void;
  /** Calls the sync function. */
  read<T>(
    model: CoreModel<T>,
    functions: ModelFunctions<T>,
    context: SyncContext,
    params: readonly unknown[],
  ): Promise<SyncResult<T>>;
  /**
   * Shows a mutation, and keeps it until the backend has it.
   *
   * @param send the name under which its `send` function is registered
   * @throws ModelsError as `mutate` of the model; `invalid-options` where no such function is registered
   */
  mutate(model: LiveModel<unknown>, send: string, event: MutationEvent): KeptMutation;
}
