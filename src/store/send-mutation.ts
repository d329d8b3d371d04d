import { ModelsError, toModelsError } from '../errors.js';
import { systemClock } from '../model/clock.js';
import type { MutationEvent } from '../model/event.js';
import type { Mutation } from '../model/live-model.js';
import { backoffRetryStrategy } from '../model/retry.js';
import { Wait } from '../model/wait.js';

/** What `send` is given. */
export interface SendContext<Event> {
  /** The backend must publish it with the change: it is what tells the confirmation from anybody else's event. */
  readonly mutationId: string;
  readonly event: Event;
  /** Aborted when the mutation is cancelled, times out or is rejected. */
  readonly signal: AbortSignal;
}

/** How often a `send` that failed is tried again, or whether to, as TanStack Query has it. */
export type RetrySend = number | ((failureCount: number, error: unknown) => boolean);

/** How a mutation is brought to the backend. */
export interface Sending<Event> {
  /**
   * Brings the change to the backend. Resolves when the backend has it; what it throws takes the change back.
   * It may be called again with the same `mutationId`, by `retry` or by hand: do the same thing only once.
   *
   * Or the name of a function that `ably-models-react/persist` knows: then the mutation outlives the page, and is sent as
   * that function's options say; `timeout` and `retry` are not for those.
   */
  readonly send: string | ((context: SendContext<Event>) => unknown);
  /** ms without a confirmation until the change is taken back. Default: the client's. */
  readonly timeout?: number;
  /**
   * How often a `send` that failed is tried again before the mutation fails: a number, or a function of the tries that
   * failed before (from 0) and of what `send` threw. Default 0. It waits 1 s, 2 s, 4 s, … up to 30 s, and all of it
   * within `timeout`: give that more than its five seconds.
   */
  readonly retry?: RetrySend;
}

const backoff = backoffRetryStrategy(2, 1_000, -1, 30_000);

/** Sends a mutation that is shown, and takes it back when that fails. What comes after its end changes nothing. */
export function sendMutation<Event extends MutationEvent>(
  mutation: Mutation,
  event: Event,
  send: (context: SendContext<Event>) => unknown,
  retry: RetrySend = 0,
  acknowledged: () => void,
): void {
  const { mutationId, settled } = mutation;
  const ended = new AbortController();
  const hasEnded = () => ended.signal.aborted;
  // Not aborted by the confirmation: it often beats the response, and that is no reason to cut it off.
  const sending = new AbortController();
  settled.then(
    () => ended.abort(),
    (error: unknown) => {
      ended.abort();
      sending.abort(error);
    },
  );

  /** `async`, so that a `send` which throws before its first `await` fails like one that rejects. */
  async function deliver(): Promise<void> {
    for (let failures = 0; !hasEnded(); failures += 1) {
      try {
        await send({ mutationId, event, signal: sending.signal });
        return;
      } catch (thrown) {
        if (hasEnded() || !isToRetry(retry, failures, thrown)) throw thrown;
        await new Wait(systemClock, backoff(failures + 1), ended.signal).over;
      }
    }
  }

  deliver().then(
    () => hasEnded() || acknowledged(),
    (thrown: unknown) =>
      mutation.cancel(toModelsError('send-failed', `send the mutation "${event.name}"`, thrown)),
  );
}

/** For callers without types, when the hook is called: a mutation is made later, or never. @throws ModelsError `invalid-options` */
export function assertSending(
  doing: string,
  options: { readonly send: unknown; readonly event?: unknown },
): void {
  if (process.env.NODE_ENV === 'production') return;
  const { send, event } = options;
  const refuse = (option: string, what: string, given: unknown) =>
    new ModelsError(
      'invalid-options',
      `unable to ${doing}; \`${option}\` must be ${what} and is ${String(given)}`,
    );
  if (typeof send !== 'function' && typeof send !== 'string')
    throw refuse('send', 'a function, or the name of one that ably-models-react/persist knows,', send);
  if (event !== undefined && typeof event !== 'function') throw refuse('event', 'a function', event);
}

/** @throws ModelsError `invalid-options`: nobody would ever learn why nothing is tried again */
export function assertRetry(retry: RetrySend | undefined): void {
  if (process.env.NODE_ENV === 'production') return;
  if (retry === undefined || typeof retry === 'function' || (typeof retry === 'number' && retry >= 0)) return;
  const why = `retry must be a number of times or a function, not ${String(retry)}`;
  throw new ModelsError('invalid-options', `unable to make a mutation; ${why}`);
}

function isToRetry(retry: RetrySend, failures: number, thrown: unknown): boolean {
  return typeof retry === 'number' ? failures < retry : retry(failures, thrown);
}
