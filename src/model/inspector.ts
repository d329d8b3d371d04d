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
   * A live message. The model has it when it is handed to its `receive`: at once, later or never. A client of another kind
   * does not ask.
   */
  message(model: string, message: ChannelMessage): void;
  /** An event was taken in, merged or known already: live, or read back. */
  heard(model: LiveModel<unknown>, event: ConfirmedEvent): void;
}
