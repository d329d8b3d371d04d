import { ModelsError } from '../errors.js';
import type { MutationEvent } from '../model/event.js';

/** What a registered `send` function is given. */
export interface SendRequest<Event = MutationEvent> {
  /** The backend must do the same thing only once for it: what was sent may be sent again, also by another page. */
  readonly mutationId: string;
  readonly event: Event;
  /** The name of the model that it changes. */
  readonly model: string;
  /** 1 for the first time, as far as is known: what a page that is gone has tried is counted too. */
  readonly attempt: number;
  /** Aborted when the mutation is cancelled, or after `sendTimeout`. */
  readonly signal: AbortSignal;
}

// As methods, so that their parameters may be annotated with the types that only the application knows.
interface Functions<Event, State> {
  send(request: SendRequest<Event>): unknown;
  coalesceKey(event: Event): string | undefined;
  coalesce(previous: Event, next: Event): Event;
  basedOn(state: State, event: Event): unknown;
  onConflict(mutation: ConflictingMutation<Event>, confirmed: State): ConflictAnswer<Event>;
}

/**
 * Brings a mutation to the backend: resolves when the backend has it. What it throws is tried again, after a while, unless
 * it is a `NonRetriableError`.
 */
export type SendFunction = Functions<MutationEvent, unknown>['send'];

/** A mutation that was made on something that is different by now. */
export interface ConflictingMutation<Event = MutationEvent> {
  readonly mutationId: string;
  readonly model: string;
  readonly event: Event;
}

/** `keep` sends it as it is, `drop` takes it back, `replace` sends another event in its place. */
export type ConflictAnswer<Event = MutationEvent> = 'keep' | 'drop' | { readonly replace: Event };

/** How the mutations of one kind are sent. */
export interface SendOptions {
  readonly send: SendFunction;
  /** Mutations of one model that wait, and have the same key, are merged into one; `undefined` is never merged. */
  readonly coalesceKey?: Functions<MutationEvent, unknown>['coalesceKey'];
  /** Makes one event of two. Default: the later one. */
  readonly coalesce?: Functions<MutationEvent, unknown>['coalesce'];
  /** The part of the state that the mutation changes, or relies on. Plain data. Needed for `onConflict`. */
  readonly basedOn?: Functions<MutationEvent, unknown>['basedOn'];
  /**
   * Asked before a mutation is sent for the first time, when what it was based on is no longer what the user saw. Default:
   * `keep`, and the backend decides.
   */
  readonly onConflict?: Functions<MutationEvent, unknown>['onConflict'];
}

/** The `send` functions by name; the names are stored with the mutations, and must go on meaning the same. */
export type Sends = Readonly<Record<string, SendFunction | SendOptions>>;

/**
 * The registered functions in one form.
 *
 * @throws ModelsError `invalid-options`
 */
export function readSends(sends: Sends): ReadonlyMap<string, SendOptions> {
  return new Map(
    Object.entries(sends).map(([name, given]) => {
      const options = typeof given === 'function' ? { send: given } : given;
      if (typeof (options as Partial<SendOptions> | null)?.send !== 'function')
        throw invalid(`\`sends.${name}\` must be a function, or have a function \`send\``);
      if (options.onConflict !== undefined && options.basedOn === undefined)
        throw invalid(`\`sends.${name}.onConflict\` needs \`basedOn\`, which tells what a conflict is`);
      return [name, options];
    }),
  );
}

export const invalid = (why: string) =>
  new ModelsError('invalid-options', `unable to persist models; ${why}`);
