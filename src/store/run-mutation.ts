import type { ModelsErrorCode } from '../errors.js';
import { ModelsError, reasonOf } from '../errors.js';
import type { ChangeOrigin } from '../model/live-model.js';
import type { MutationEvent } from '../model/event.js';
import type { ModelStore } from './model-store.js';
import type { MutationStage, MutationStep, TrackedMutation } from './mutations.js';

/** What `send` is given. */
export interface SendContext<Event> {
  /** The backend must publish it with the change: it is what tells the confirmation from anybody else's event. */
  readonly mutationId: string;
  readonly event: Event;
  /** Aborted when the mutation is cancelled, times out or is rejected. */
  readonly signal: AbortSignal;
}

export interface MutationRun<T, Event> {
  readonly store: ModelStore<T>;
  readonly event: Event;
  /** Brings the change to the backend. Resolves when the backend has it; what it throws takes the change back. */
  readonly send: (context: SendContext<Event>) => unknown;
  /** ms until the change is taken back; the client's own when left out. */
  readonly timeout: number | undefined;
  /** Called with each stage. */
  readonly show: (mutation: TrackedMutation<Event>, origin: ChangeOrigin) => void;
}

/**
 * Shows a change, sends it, and follows it to its end.
 *
 * @returns the confirmed mutation; rejects with the ModelsError that kept it from being confirmed
 * @throws ModelsError `event-invalid`, `model-disposed`: nothing was shown, nothing is sent
 */
export function runMutation<T, Event extends MutationEvent>(
  run: MutationRun<T, Event>,
): Promise<TrackedMutation<Event>> {
  const { store, event, timeout } = run;
  const mutation = store.model.mutate(event, timeout === undefined ? {} : { timeout });
  const { mutationId } = mutation;
  const controller = new AbortController();
  let steps: readonly MutationStep[] = [];
  let ended = false;

  function reach(stage: MutationStage, error?: ModelsError): TrackedMutation<Event> {
    steps = [...steps, { stage, at: Date.now(), ...(error && { error }) }];
    const tracked = { mutationId, event, stage, steps, error, cancel: () => mutation.cancel() };
    run.show(tracked, originOf[stage]);
    return tracked;
  }

  reach('applied');
  deliver(run, mutationId, controller.signal).then(
    () => ended || reach('acknowledged'),
    (thrown: unknown) => mutation.cancel(sendFailed(event, thrown)),
  );
  return mutation.settled.then(
    () => {
      ended = true;
      return reach('confirmed');
    },
    (thrown: unknown) => {
      ended = true;
      const error = thrown as ModelsError;
      controller.abort(error);
      reach(endOf[error.code] ?? 'failed', error);
      throw error;
    },
  );
}

/** What the channel brings is shown together with the change of the data that it brought. */
const originOf: Readonly<Record<MutationStage, ChangeOrigin>> = {
  applied: 'local',
  acknowledged: 'remote',
  confirmed: 'remote',
  rejected: 'remote',
  failed: 'local',
  'timed-out': 'remote',
  cancelled: 'local',
};

const endOf: Partial<Record<ModelsErrorCode, MutationStage>> = {
  'mutation-rejected': 'rejected',
  'mutation-timed-out': 'timed-out',
  'mutation-cancelled': 'cancelled',
};

/** `async`, so that a `send` which throws before its first `await` fails like one that rejects. */
async function deliver<T, Event>(
  run: MutationRun<T, Event>,
  mutationId: string,
  signal: AbortSignal,
): Promise<void> {
  await run.send({ mutationId, event: run.event, signal });
}

function sendFailed(event: MutationEvent, thrown: unknown): ModelsError {
  const message = `unable to send the mutation "${event.name}"; ${reasonOf(thrown)}`;
  return new ModelsError('send-failed', message, { cause: thrown });
}
