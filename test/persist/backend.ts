import { NonRetriableError, type SendRequest } from 'ably-models-react/persist';

/** The state in these tests: what was merged, in order. Applied twice or out of order, it shows. */
export type Log = readonly string[];

export const CHANNEL = 'notes:1';

export type BackendFault =
  'lose the request' | 'lose the answer' | 'refuse' | 'fail' | 'never answer' | 'reject' | 'say nothing';

interface Row {
  readonly mutationId: string;
  readonly text: string;
  readonly model: string;
  readonly id: number;
}

/** A database that publishes what it commits, and does each mutation once. */
export class Backend {
  readonly rows: Row[] = [];
  syncs = 0;
  /** What came, also when it was refused, or done already. */
  readonly requests: { readonly mutationId: string; readonly text: string; readonly attempt: number }[] = [];
  /** What happens to the next requests, first to last: then all is well. */
  readonly faults: (BackendFault | undefined)[] = [];
  readonly #publish: (row: Row, isRejected: boolean) => void;
  /** Of the outbox; there are ids without a row where something was rejected. */
  #lastId = 0;

  constructor(publish: (row: Row, isRejected: boolean) => void) {
    this.#publish = publish;
  }

  /** What is in the database, in its order. */
  texts(model = CHANNEL): string[] {
    return this.rows.filter((row) => row.model === model).map(({ text }) => text);
  }

  commit(mutationId: string, text: string, { model = CHANNEL, isPublished = true } = {}): void {
    if (this.rows.some((row) => row.mutationId === mutationId)) return;
    const row = { mutationId, text, model, id: (this.#lastId += 1) };
    this.rows.push(row);
    if (isPublished) this.#publish(row, false);
  }

  /** Says no by a message on the channel. */
  reject(mutationId: string, text: string, model = CHANNEL): void {
    this.#publish({ mutationId, text, model, id: (this.#lastId += 1) }, true);
  }

  readonly syncOf = (model: string) => async () => {
    this.syncs += 1;
    return {
      data: this.texts(model) as Log,
      sequenceId: this.rows.filter((row) => row.model === model).at(-1)?.id ?? 0,
    };
  };

  readonly sync = this.syncOf(CHANNEL);

  readonly send = async ({ mutationId, event, model, attempt }: SendRequest): Promise<void> => {
    const text = String(event.data);
    this.requests.push({ mutationId, text, attempt });
    const fault = this.faults.shift();
    if (fault === 'lose the request' || fault === 'fail') throw new Error(fault);
    if (fault === 'refuse') throw new NonRetriableError('not allowed');
    if (fault === 'reject') {
      this.reject(mutationId, text, model);
      return;
    }
    this.commit(mutationId, text, { model, isPublished: fault !== 'say nothing' });
    if (fault === 'lose the answer') throw new Error(fault);
    if (fault === 'never answer') await new Promise(() => undefined);
  };
}
