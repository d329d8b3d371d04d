import { reasonOf } from '../errors.js';
import { isObject, isText } from '../kinds.js';
import { MUTATION_ID_HEADER, REJECTED_HEADER } from '../model/change-message.js';
import { assertKnownOptions } from '../options.js';
import { inAct } from './act.js';
import { assertArgument, isCount, isTime } from './assert-argument.js';
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

/** What the events of a channel are where it was asked for by its name: any. */
type AnyEvents = Readonly<Record<string, unknown>>;

/** `data` may be left out where it may be `undefined`. A method, so that the channel of a model is any channel, too. */
type Emit<Events> = {
  emit<Name extends keyof Events & string>(
    name: Name,
    ...change: undefined extends Events[Name]
      ? [data?: Events[Name], options?: EmitOptions]
      : [data: Events[Name], options?: EmitOptions]
  ): Promise<void>;
}['emit'];

/**
 * One channel of the test, from the backend's side.
 *
 * What changes the screen answers a promise: await it, and all that was caused is rendered, in React's `act`.
 */
export interface TestChannel<Events = AnyEvents> {
  readonly name: string;
  /** The mutations that wait for an answer, oldest first. */
  readonly pending: readonly TestMutation[];
  /** All mutations that were made, oldest first, whatever became of them; a retried one once for each try. */
  readonly sent: readonly TestMutation[];
  /** How often the client is attached: 1 while a model is live, else 0. */
  readonly attachments: number;

  /**
   * Publishes a change. The data arrive as JSON has them.
   *
   * @throws Error for data that Ably does not take, and for a name that nobody hears: each model of the channel that is in
   *   use has handlers by name, none of that name, and nobody else is subscribed
   */
  readonly emit: Emit<Events>;
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

/** What the models of a channel that are in use listen to. */
export interface Handlers {
  /** Of which names they have a handler; `undefined` where there is no model, or one that takes every name. */
  readonly names: readonly string[] | undefined;
  /** How many of them are subscribed: who is besides is the application. */
  readonly subscriptions: number;
}

interface TestChannelParts {
  readonly name: string;
  readonly ably: TestRealtime;
  readonly backend: TestBackend;
  readonly mutations: TestMutations;
  /** Has those of its models that are away take no history for complete. */
  readonly distrustHistory: () => void;
  readonly findHandlers: () => Handlers;
  /** @throws Error where the test is over */
  readonly assertOpen: (doing: string) => void;
}

export function createTestChannel({
  name: channel,
  ably,
  backend,
  mutations,
  distrustHistory,
  findHandlers,
  assertOpen,
}: TestChannelParts): TestChannel {
  const findChannel = () => ably.channels.all[channel];
  const log = ably.logOf(channel);

  const publish = async (doing: string, message: PublishedMessage): Promise<void> => {
    assertData(doing, message.data);
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

  /** A misspelt name would change nothing, and every test that expects as much would pass. */
  const assertHeard = (doing: string, name: string, mutationId: string | undefined): void => {
    const { names, subscriptions } = findHandlers();
    if (names === undefined || names.includes(name)) return;
    if (mutations.pending.some((mutation) => mutation.mutationId === mutationId)) return;
    if ((findChannel()?.subscriptions ?? 0) > subscriptions) return;
    const known = names.map((one) => `"${one}"`).join(', ') || 'none';
    throw new Error(`unable to ${doing}; no model of it has a handler of that name: it has ${known}`);
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

    async emit(name: string, data?: unknown, options: EmitOptions = {}) {
      if (!isText(name))
        throw new Error(
          `unable to emit on channel "${channel}"; its name must be a string and is ${String(name)}`,
        );
      const doing = `emit "${name}" on channel "${channel}"`;
      assertOpen(doing);
      assertEmitOptions(doing, options);
      const { id, mutationId } = options;
      assertHeard(doing, name, mutationId);
      const headers = mutationId === undefined ? {} : { [MUTATION_ID_HEADER]: mutationId };
      await publish(doing, { name, data, headers, ...(id !== undefined && { id: String(id) }) });
    },
    async confirm(which) {
      const doing = `confirm a mutation on channel "${channel}"`;
      assertOpen(doing);
      const { name, data, mutationId } = mutations.find(doing, which);
      await publish(doing, { name, data, headers: { [MUTATION_ID_HEADER]: mutationId } });
    },
    async reject(which, reason) {
      const doing = `reject a mutation on channel "${channel}"`;
      assertOpen(doing);
      const hint = '. The reason is the second argument: reject(undefined, reason)';
      const { name, data, mutationId } = mutations.find(doing, which, hint);
      const headers = { [MUTATION_ID_HEADER]: mutationId, [REJECTED_HEADER]: 'true' };
      await publish(doing, { name, data: reason ?? data, headers });
    },

    delay(ms) {
      const doing = `delay the messages of channel "${channel}"`;
      assertOpen(doing);
      assertArgument(
        doing,
        isTime(ms) && ms !== Infinity,
        'the delay must be a number of ms, 0 or more,',
        ms,
      );
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
    failSync(error = new Error(`the sync call of channel "${channel}" was asked to fail`), options = {}) {
      const doing = `fail the sync calls of channel "${channel}"`;
      assertOpen(doing);
      // By its message: that of a test may be of another realm than this one.
      assertArgument(doing, isObject(error) && 'message' in error, 'the error must be an Error', error);
      assertKnownOptions(doing, options, ['times']);
      const { times = 1 } = options;
      assertArgument(doing, isCount(times), '`times` must be a whole number, 0 or more, or Infinity,', times);
      backend.fail(error, times);
    },
  };
}

/** @throws ModelsError `invalid-options` */
function assertEmitOptions(doing: string, options: EmitOptions): void {
  assertKnownOptions(doing, options, ['id', 'mutationId']);
  const { id, mutationId } = options;
  const isId = id === undefined || isText(id) || (isCount(id) && id !== Infinity);
  assertArgument(doing, isId, '`id` must be a whole number or a text', id);
  const isMutationId = mutationId === undefined || isText(mutationId);
  assertArgument(doing, isMutationId, '`mutationId` must be a text', mutationId);
}

/** @throws Error for what Ably would not publish */
function assertData(doing: string, data: unknown): void {
  if (data !== undefined && data !== null && typeof data !== 'object' && typeof data !== 'string') {
    const why = `Ably takes an object, an array, a text or no data, and this is a ${typeof data}`;
    throw new Error(`unable to ${doing}; ${why}`);
  }
  try {
    JSON.stringify(data);
  } catch (thrown) {
    throw new Error(`unable to ${doing}; its data is no JSON: ${reasonOf(thrown)}`, { cause: thrown });
  }
}
