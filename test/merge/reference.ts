import { expectEqual } from './expect-equal.js';
import { toMergeFunction } from '../../src/model/merge-handlers.js';
import { copyPlain } from '../../src/model/plain-data.js';
import type { Change } from './steps.js';
import { asIs, type Strategy } from './strategy.js';

/** A backend that folds by itself: copies, one change after the other, each once. It refuses what does not fit. */
export class Reference {
  state: unknown;
  commits = 0;
  readonly #merge: ReturnType<typeof toMergeFunction<unknown>>;
  readonly #stamp: NonNullable<Strategy['stamp']>;

  constructor({ handlers, start, stamp = asIs }: Strategy) {
    this.#merge = toMergeFunction(handlers);
    this.#stamp = stamp;
    this.state = start;
  }

  /** What is to be published: the change with its number, or the refusal of it. */
  commit(made: Change, isRejected: boolean) {
    this.commits += 1;
    const change = this.#stamp(made, this.commits);
    const folded = isRejected ? undefined : this.fold(this.state, change);
    if (folded) this.state = folded.state;
    return { sequenceId: String(this.commits), change, isRefused: folded === undefined };
  }

  /** @returns `undefined` where the change does not fit */
  fold(state: unknown, { name, data }: Change): { readonly state: unknown } | undefined {
    const [given, givenData] = [copyPlain(state), copyPlain(data)];
    const rest = { confirmed: true, rejected: false, mutationId: undefined, sequenceId: '1' } as const;
    try {
      return { state: copyPlain(this.#merge(given, { name, data: givenData, ...rest })) };
    } catch {
      return undefined;
    } finally {
      expectEqual({ state: given, data: givenData }, { state, data }, 'what it was given is changed');
    }
  }
}
