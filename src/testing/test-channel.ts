import { MUTATION_ID_HEADER, REJECTED_HEADER } from '../model/change-message.js';
import { inAct } from './act.js';
import type { PublishedMessage } from './channel-log.js';
import type { TestBackend } from './test-backend.js';
import type { TestMutation, TestMutations } from './test-mutations.js';
import type { TestRealtime } from './test-realtime.js';

/** A mutation, or its id. */
export type WhichMutation = { readonly mutationId: string } | string;

/** How a change is published. */
export interface EmitOptions {
  /** Its sequence id. Default: one more than the highest before. One that was there before is dropped, as Ably does. */
  readonly id?: string | number;
  /** Of the mutation that caused it, which it confirms. */
  readonly mutationId?: string;
}

/**
 * One channel of the test, from the backend's side.
 *
 * What changes the screen answers a promise: await it, and all that was caused is rendered, in React's `act`.
 */
export interface TestChannel {
  readonly name: string;
  /** The mutations that wait for an answer, oldest first. */
  readonly pending: readonly TestMutation[];
  /** All mutations that were made, oldest first, whatever became of them; a retried one once for each try. */
  readonly sent: readonly TestMutation[];
  /** How often the client is attached: 1 while a model is live, else 0. */
  readonly attachments: number;

  /** Publishes a change. The data arrive as JSON has them. */
  readonly emit: (name: string, data?: unknown, options?: EmitOptions) => Promise<void>;
  /**
   * Confirms a mutation: publishes it as it was made. Where the backend makes something else of it, `emit` with its
   * `mutationId`.
   *
   * @param mutation default: the oldest that is pending @throws Error where there is none
   */
  readonly confirm: (mutation?: WhichMutation) => Promise<void>;
  /**
   * Rejects a mutation.
   *
   * @param mutation default: the oldest that is pending @throws Error where there is none
   * @param reason the data of the rejection, which the application finds in `error.cause.data`. Default: the mutation's
   */
  readonly reject: (mutation?: WhichMutation, reason?: unknown) => Promise<void>;

  /** Has each later message arrive so many ms after it was published; 0 ends that. Fake timers work. */
  readonly delay: (ms: number) => void;
  /** Has the next message arrive after the one that follows it. */
  readonly reorder: () => void;
  /**
   * Loses what is on its way, and has the client know that it may have missed something. While disconnected:
   * the connection is back without what was published meanwhile.
   */
  readonly loseContinuity: () => Promise<void>;
  /** Forgets the history, as the end of the retention does: who is away while it does has to sync anew. */
  readonly expireHistory: () => void;

  /** What a sync call answers from now on, with all that is published later. */
  readonly serve: (state: unknown) => void;
  /**
   * Fails the next sync calls.
   *
   * @param error default: a new one @param options.times default 1
   */
  readonly failSync: (error?: Error, options?: { readonly times?: number }) => void;
}

interface TestChannelParts {
  readonly name: string;
  readonly ably: TestRealtime;
  readonly backend: TestBackend;
  readonly mutations: TestMutations;
  /** Has those of its models that are away take no history for complete. */
  readonly distrustHistory: () => void;
  /** @throws Error where the test is over */
  readonly assertOpen: (doing: string) => void;
}

export function createTestChannel({
  name: channel,
  ably,
  backend,
  mutations,
  distrustHistory,
  assertOpen,
}: TestChannelParts): TestChannel {
  const findChannel = () => ably.channels.all[channel];
  const log = ably.logOf(channel);

  const publish = async (message: PublishedMessage): Promise<void> => {
    if (message.id === undefined && !backend.isNumbered) {
      // A component that has just mounted has called it by the end of this,
      await inAct(() => undefined);
      await backend.firstAnswer;
      // and has caught up by the end of this. A message between the two would be the oldest of a history that does not
      // reach back to the answer.
      await inAct(() => undefined);
    }
    await inAct(() => {
      if (log.publish(message)) findChannel()?.deliver();
    });
  };

  return {
    name: channel,
    get pending() {
      return mutations.pending;
    },
    get sent() {
      return mutations.sent;
    },
    get attachments() {
      return findChannel()?.state === 'attached' ? 1 : 0;
    },

    async emit(name, data, { id, mutationId } = {}) {
      assertOpen(`emit "${name}" on channel "${channel}"`);
      const headers = mutationId === undefined ? {} : { [MUTATION_ID_HEADER]: mutationId };
      await publish({ name, data, headers, ...(id !== undefined && { id: String(id) }) });
    },
    async confirm(which) {
      const doing = `confirm a mutation on channel "${channel}"`;
      assertOpen(doing);
      const { name, data, mutationId } = mutations.find(doing, which);
      await publish({ name, data, headers: { [MUTATION_ID_HEADER]: mutationId } });
    },
    async reject(which, reason) {
      const doing = `reject a mutation on channel "${channel}"`;
      assertOpen(doing);
      const { name, data, mutationId } = mutations.find(doing, which);
      const headers = { [MUTATION_ID_HEADER]: mutationId, [REJECTED_HEADER]: 'true' };
      await publish({ name, data: reason ?? data, headers });
    },

    delay(ms) {
      assertOpen(`delay messages of channel "${channel}"`);
      log.conditions.delay = ms;
    },
    reorder() {
      assertOpen(`reorder messages of channel "${channel}"`);
      log.conditions.swaps += 1;
    },
    async loseContinuity() {
      assertOpen(`lose the continuity of channel "${channel}"`);
      await inAct(() => findChannel()?.loseContinuity());
    },
    expireHistory() {
      assertOpen(`expire the history of channel "${channel}"`);
      log.expire();
      distrustHistory();
    },

    serve(state) {
      assertOpen(`serve a state on channel "${channel}"`);
      backend.serve(state);
    },
    failSync(
      error = new Error(`the sync call of channel "${channel}" was asked to fail`),
      { times = 1 } = {},
    ) {
      assertOpen(`fail the sync calls of channel "${channel}"`);
      backend.fail(error, times);
    },
  };
}
