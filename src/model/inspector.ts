import type { ChannelMessage } from '../channel/port.js';
import type { ConfirmedEvent, MutationEvent } from './event.js';
import type { LiveModel, Mutation } from './live-model.js';

/** Who looks into the models of a client while they run: `ably-models-react/devtools`. A client has one at most. */
export interface Inspector {
  /** A model was made. */
  made(model: LiveModel<unknown>): void;
  /** A mutation is on screen. */
  mutated(model: LiveModel<unknown>, mutation: Mutation, event: MutationEvent): void;
  /**
   * A live message, before the model has it. A client of another kind does not ask.
   *
   * @returns whether it is kept back: then the model has it when it is handed to its `receive`, or never
   */
  message(model: string, message: ChannelMessage): boolean;
  /** An event was taken in, merged or known already: live, or read back. */
  heard(model: LiveModel<unknown>, event: ConfirmedEvent): void;
}
