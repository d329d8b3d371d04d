import type { ModelsError } from '../errors.js';
import type { ConfirmedEvent, MutationEvent } from '../model/event.js';
import type { Mutation } from '../model/live-model.js';
import { isPending, type MutationStage, type PendingMutation } from '../store/mutations.js';
import { endOf } from '../store/run-mutation.js';
import type { StepRow } from './snapshot.js';

/** Enough to look through. */
const KEPT = 200;

export interface MutationRecord {
  readonly key: string;
  readonly model: string;
  readonly mutationId: string;
  readonly event: MutationEvent;
  readonly steps: StepRow[];
  /** Whether it was made before our eyes. */
  isSeen: boolean;
  /** The latest attempt, of one that was seen, until it ends: it holds on to its model. */
  attempt: Mutation | undefined;
}

/** One action may change two models under one mutation id. */
const keyOf = (model: string, mutationId: string) => JSON.stringify([model, mutationId]);

/** The mutations of a client with all their stages: those of hooks, and those that are made by hand. */
export class MutationRecords {
  readonly #reached: (record: MutationRecord, step: StepRow) => void;
  readonly #records = new Map<string, MutationRecord>();
  /** The keys of all that are kept or listed: what was evicted does not come back as new. */
  readonly #opened = new Set<string>();

  /** @param reached called with each stage that is seen */
  constructor(reached: (record: MutationRecord, step: StepRow) => void) {
    this.#reached = reached;
  }

  get(key: string): MutationRecord | undefined {
    return this.#records.get(key);
  }

  all(): readonly MutationRecord[] {
    return [...this.#records.values()];
  }

  made(model: string, mutation: Mutation, event: MutationEvent): void {
    const { mutationId } = mutation;
    const record = this.#open(model, mutationId, event);
    record.isSeen = true;
    record.attempt = mutation;
    this.#reach(record, 'applied');
    const fail = (thrown: unknown) => {
      const error = thrown as ModelsError;
      this.#reach(record, endOf(error), Date.now(), error.message);
    };
    mutation.settled.then(
      () => this.#reach(record, 'confirmed'),
      (thrown: unknown) => {
        fail(thrown);
        mutation.answeredLate.then(() => this.#reach(record, 'confirmed'), fail);
      },
    );
  }

  /** How the mutations of hooks stand: who sends them knows when the backend has answered. */
  follow(tracked: readonly PendingMutation[]): void {
    const listed = new Set<string>();
    for (const { model, mutationId, event, steps } of tracked) {
      const key = keyOf(model, mutationId);
      listed.add(key);
      const record =
        this.#records.get(key) ?? (this.#opened.has(key) ? undefined : this.#open(model, mutationId, event));
      if (record === undefined) continue;
      // Of one that was made before anybody looked, all of them are news.
      const isNews = (step: { readonly stage: MutationStage; readonly at: number }) =>
        !record.isSeen
          ? !record.steps.some(({ stage, at }) => stage === step.stage && at === step.at)
          : step.stage === 'acknowledged' && isPendingRecord(record) && lastOf(record).stage !== step.stage;
      for (const step of steps.slice(record.isSeen ? -1 : 0))
        if (isNews(step)) this.#reach(record, step.stage, step.at, step.error?.message);
    }
    // Neither on its way, nor failed, nor confirmed before our eyes.
    for (const record of this.#records.values())
      if (!record.isSeen && isPendingRecord(record) && !listed.has(record.key))
        this.#reach(record, 'cancelled');
    for (const key of this.#opened) if (!listed.has(key) && !this.#records.has(key)) this.#opened.delete(key);
  }

  /** The backend's answer to one that was made before anybody looked. */
  answer(model: string, { mutationId, rejected }: ConfirmedEvent): void {
    const record = mutationId === undefined ? undefined : this.#records.get(keyOf(model, mutationId));
    if (record && !record.isSeen && isPendingRecord(record))
      this.#reach(record, rejected ? 'rejected' : 'confirmed');
  }

  clear(): void {
    this.#records.clear();
    this.#opened.clear();
  }

  #open(model: string, mutationId: string, event: MutationEvent): MutationRecord {
    const key = keyOf(model, mutationId);
    const existing = this.#records.get(key);
    if (existing) return existing;
    const record: MutationRecord = {
      key,
      model,
      mutationId,
      event,
      steps: [],
      isSeen: false,
      attempt: undefined,
    };
    this.#records.set(key, record);
    this.#opened.add(key);
    if (this.#records.size > KEPT) this.#dropOldest();
    return record;
  }

  #dropOldest(): void {
    const [oldest] = this.#records.values();
    const ended = [...this.#records.values()].find(
      (record) => record.steps.length > 0 && !isPendingRecord(record),
    );
    const dropped = ended ?? oldest;
    if (dropped) this.#records.delete(dropped.key);
  }

  #reach(record: MutationRecord, stage: MutationStage, at = Date.now(), error?: string): void {
    if (this.#records.get(record.key) !== record) return;
    const step: StepRow = { stage, at, ...(error !== undefined && { error }) };
    record.steps.push(step);
    if (!isPendingRecord(record)) record.attempt = undefined;
    this.#reached(record, step);
  }
}

/** As it was opened, it is about to be applied. */
const lastOf = ({ steps }: MutationRecord): { readonly stage: MutationStage } =>
  steps.at(-1) ?? { stage: 'applied' };

export const isPendingRecord = (record: MutationRecord): boolean => isPending(lastOf(record));
