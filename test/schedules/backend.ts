import type { Setting } from './commands.js';

/** A row of the outbox, in the order of the commits. */
export interface Row {
  readonly id: string;
  readonly name: 'changed' | 'poison';
  readonly mutationId: string | undefined;
  readonly rejected: boolean;
  /** What a tab has typed, if it was one. */
  readonly data: string | undefined;
  readonly committedAt: number;
}

const BASE = { integer: 0n, huge: 90_071_992_547_409_920_000n, text: 0n } as const;

/**
 * The backend and the oracle: a log of what was committed, and what a client must show of it. The state is the
 * list of the ids that were merged: applied twice, left out or out of order, it shows.
 */
export class Backend {
  readonly rows: Row[] = [];
  /** How many rows the connector has published. */
  published = 0;
  readonly #setting: Setting;
  /** Ids that transactions hold which have not committed yet. */
  #open: bigint[] = [];
  #next = 1n;

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** Commits a row. An id is given out when a transaction begins, so that a lower one may commit later. */
  commit(pick: number, gap: number, row: Omit<Row, 'id'>): Row {
    const isOrderly = this.#setting.backend === 'orderly' || this.#setting.backend === 'lagging';
    const window = isOrderly ? 1 : 3;
    while (this.#open.length < window) {
      this.#open.push(this.#next);
      this.#next += 1n + BigInt(gap);
    }
    const [id] = this.#open.splice(pick % window, 1) as [bigint];
    const committed = { ...row, id: this.#format(id) };
    this.rows.push(committed);
    return committed;
  }

  /** Transactions that were open for that long have come to nothing: their ids are never used. */
  abandon(): void {
    this.#open = [];
  }

  /** What a sync function answers: the state after some commit, and the newest id of its channel then. */
  snapshot(commits = this.rows.length) {
    const rows = this.rows.slice(0, commits);
    return { data: logOf(rows), sequenceId: rows.at(-1)?.id ?? '0' };
  }

  /** What a sync function answers for `since`; `undefined` where that is none of its ids. */
  delta(since: string) {
    const index = since === '0' ? -1 : this.rows.findIndex(({ id }) => id === since);
    if (index < 0 && since !== '0') return undefined;
    const events = this.rows.slice(index + 1).map(({ id, ...row }) => ({ ...row, sequenceId: id }));
    return { events, sequenceId: this.rows.at(-1)?.id ?? '0' };
  }

  /** Whether a client shows the state as it was after some commit. */
  isPrefix(state: readonly string[]): boolean {
    const log = logOf(this.rows);
    return state.length <= log.length && state.every((id, index) => id === log[index]);
  }

  #format(id: bigint): string {
    const { ids } = this.#setting;
    return ids === 'text' ? `row-${String(id).padStart(6, '0')}` : String(BASE[ids] + id);
  }
}

/** The fold of the log: everything but the rejections, in order. */
export const logOf = (rows: readonly Row[]): readonly string[] =>
  rows.filter(({ rejected }) => !rejected).map(({ id }) => id);
