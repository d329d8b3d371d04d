import type { MutationEvent } from '../model/event.js';
import type { Mutation } from '../model/live-model.js';

/** A mutation as the application made it. Plain data: compare it with `toEqual` or `toMatchObject`. */
export interface TestMutation {
  readonly mutationId: string;
  readonly name: string;
  readonly data: unknown;
}

/** What the application has changed on a channel. */
export class TestMutations {
  readonly #sent: TestMutation[] = [];
  readonly #pending = new Map<string, TestMutation>();

  get sent(): readonly TestMutation[] {
    return [...this.#sent];
  }

  get pending(): readonly TestMutation[] {
    return [...this.#pending.values()];
  }

  add({ mutationId, settled }: Mutation, { name, data }: MutationEvent): void {
    const mutation: TestMutation = { mutationId, name, data };
    this.#sent.push(mutation);
    this.#pending.set(mutationId, mutation);
    const remove = () => {
      // One that was retried is pending anew under its id.
      if (this.#pending.get(mutationId) === mutation) this.#pending.delete(mutationId);
    };
    settled.then(remove, remove);
  }

  /**
   * The one that is meant: by itself, by its id, or the oldest pending one.
   *
   * @param hint what somebody may have meant by an id of none @throws Error when there is none
   */
  find(doing: string, which: { readonly mutationId: string } | string | undefined, hint = ''): TestMutation {
    if (which === undefined) {
      const [oldest] = this.#pending.values();
      if (oldest === undefined) throw new Error(`unable to ${doing}; no mutation is pending`);
      return oldest;
    }
    const id = typeof which === 'string' ? which : which.mutationId;
    // Also one that is over: an answer may come late.
    const found = [...this.#sent].reverse().find(({ mutationId }) => mutationId === id);
    if (found === undefined) throw new Error(`unable to ${doing}; no mutation "${id}" was made${hint}`);
    return found;
  }
}
