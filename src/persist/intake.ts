import { ModelsError } from '../errors.js';
import type { KeptMutation } from '../model/companion.js';
import type { CoreModel } from '../model/core-model.js';
import type { MutationEvent } from '../model/event.js';
import type { LiveModel } from '../model/live-model.js';
import type { Logger } from '../model/logger.js';
import { createMutationId } from '../model/mutation-id.js';
import { isUntouched, type Merge } from './changes.js';
import { toEvent } from './check-rows.js';
import type { Entry } from './entry.js';
import { createMaker, type Maker } from './maker.js';
import type { ModelLinks } from './model-links.js';
import type { Queue } from './queue.js';
import type { SendOptions } from './sends.js';
import type { KeptRow, NewRow } from './storage.js';

interface IntakeOptions {
  readonly sends: ReadonlyMap<string, SendOptions>;
  readonly logger: Logger;
}

/** Turns what the application does into mutations of the queue: new ones, merged ones, and failed ones made once more. */
export class Intake {
  readonly #queue: Queue;
  readonly #links: ModelLinks;
  readonly #options: IntakeOptions;

  constructor(queue: Queue, links: ModelLinks, options: IntakeOptions) {
    this.#queue = queue;
    this.#links = links;
    this.#options = options;
  }

  /** @see Companion.mutate */
  mutate(model: LiveModel<unknown>, send: string, event: MutationEvent): Omit<KeptMutation, 'cancel'> {
    const options = this.#options.sends.get(send);
    if (options === undefined) throw invalid('invalid-options', `persistModels needs \`sends.${send}\``);
    // What is no event at all is refused in the model's own words.
    const mutationId = (event as MutationEvent | null)?.mutationId ?? createMutationId();
    const maker = createMaker();
    const known = this.#queue.get(mutationId);
    if (known !== undefined) this.#makeAgain(known, mutationId, maker);
    else this.#make(model, { ...event, mutationId }, send, options, maker);
    return {
      mutationId,
      settled: maker.settled.promise,
      acknowledged: maker.acknowledged.promise,
      answeredLate: maker.answeredLate.promise,
    };
  }

  /** Shows one that failed again, and has it sent. */
  revive(entry: Entry): void {
    const revived = { status: 'waiting', error: undefined } as const;
    const revive = (row: KeptRow) => (row.status === 'failed' ? { ...row, ...revived } : row);
    void this.#queue.change(entry, revive, true);
  }

  #make(
    model: LiveModel<unknown>,
    event: MutationEvent & { readonly mutationId: string },
    send: string,
    { coalesceKey, coalesce = later, basedOn }: SendOptions,
    maker: Maker,
  ): void {
    const { mutationId, ...content } = event;
    const key: unknown = this.#ask('coalesceKey', () => coalesceKey?.(content));
    const mergeKey = typeof key === 'string' ? key : undefined;
    const toRow = (): NewRow => {
      const { optimistic, hasData } = model.getSnapshot();
      const base =
        hasData && basedOn && this.#ask('basedOn', () => ({ basedOn: basedOn(optimistic, content) }));
      return {
        mutationId,
        model: model.name,
        send,
        event: content,
        coalesceKey: mergeKey,
        madeAt: (model as Partial<CoreModel<unknown>>).position,
        ...(base || {}),
        status: 'waiting',
        attempts: 0,
        error: undefined,
        at: Date.now(),
      };
    };
    const earlier = this.#findEarlier(model.name, send, mergeKey);
    const merge: Merge = (previous) => toEvent(this.#ask('coalesce', () => coalesce(previous, content)));
    const merged = earlier && merge(earlier.row.event);
    if (earlier === undefined || merged === undefined) {
      const row = toRow();
      const shown = model.mutate(event, { timeout: Infinity });
      this.#links.watch(this.#queue.add(row, undefined, maker), shown);
    } else {
      // What does not fit is refused as if it came alone.
      earlier.shown?.amend?.(merged);
      // Another tab may have begun to send it: then it is made after all, also where there is no model to show it any more.
      const apart = () => this.#links.show(this.#queue.add(toRow(), undefined, maker, true));
      this.#queue.merge(earlier, mutationId, merge, maker, apart);
    }
  }

  /** Follows one that failed once more; it may have been retried in the outbox meanwhile. */
  #makeAgain(entry: Entry, mutationId: string, maker: Maker): void {
    const { status } = entry.row;
    if (status !== 'failed' && !entry.makers.get(mutationId)?.hasFailed)
      throw invalid('event-invalid', `a mutation "${mutationId}" is kept already`);
    entry.makers.set(mutationId, maker);
    if (status === 'failed') this.revive(entry);
    if (status === 'acknowledged') maker.acknowledged.resolve();
  }

  /** A fault of the application's own must not cost what was typed. */
  #ask<Answer>(name: string, question: () => Answer): Answer | undefined {
    try {
      return question();
    } catch (error) {
      this.#options.logger.error({ error }, `${name} threw; the mutation is made without it`);
      return undefined;
    }
  }

  #findEarlier(model: string, send: string, key: string | undefined): Entry | undefined {
    if (key === undefined) return undefined;
    return [...this.#queue.entries]
      .reverse()
      .find(
        ({ row }) => row.model === model && row.send === send && row.coalesceKey === key && isUntouched(row),
      );
  }
}

const later = (_previous: MutationEvent, next: MutationEvent): MutationEvent => next;

const invalid = (code: ModelsError['code'], why: string) =>
  new ModelsError(code, `unable to make a mutation; ${why}`);
