import { ModelsError } from '../errors.js';
import { shareStructure } from '../model/share-structure.js';
import { createEntry, type Entry, type Maker, type Merge, type MutationEnd } from './entry.js';
import type { SafeStorage } from './safe-storage.js';
import type { KeptRow, NewRow } from './storage.js';
import type { Bus, TabMessage } from './tabs.js';

/** Who is told of what becomes of the queue. */
export interface QueueOwner {
  /** There is one that this tab did not make, or made in an earlier life. */
  arrived(entry: Entry): void;
  /** Its event is another one by now. */
  amended(entry: Entry): void;
  /** The backend has it. */
  acknowledged(entry: Entry): void;
  /** It is shown no longer: it has ended, or failed. */
  left(entry: Entry, error: ModelsError | undefined): void;
  /** Anything of all this, or of how far a mutation has come. */
  changed(): void;
}

/** What came of a change: `gone` when the mutation has left the queue, `same` when there was nothing to change. */
type Outcome = 'changed' | 'same' | 'gone';

/** ms for which an acknowledged mutation is kept whose model nobody shows. */
const FORGOTTEN_AFTER_MS = 86_400_000;

/** Behind all that the storage has given a place. */
const LAST = Number.POSITIVE_INFINITY;

/**
 * The mutations that the backend does not have yet, or that no model has shown confirmed: in the storage, which all tabs
 * share, and in memory, as this tab knows them. What it does to the storage is done one after the other, so that what is
 * read never overtakes what was written.
 */
export class Queue {
  readonly #storage: SafeStorage;
  readonly #bus: Bus;
  readonly #owner: QueueOwner;
  readonly #entries = new Map<string, Entry>();
  /** The ids of mutations that were merged into another, whose id that one has. */
  readonly #mergedInto = new Map<string, string>();
  /** Those that have left, until whatever was read before that is here: it still has them, and would bring them back. */
  readonly #leaving = new Set<string>();
  #tail: Promise<unknown> = Promise.resolve();
  #isReading = false;

  constructor(storage: SafeStorage, bus: Bus, owner: QueueOwner) {
    this.#storage = storage;
    this.#bus = bus;
    this.#owner = owner;
  }

  /** In the order in which they are sent. */
  get entries(): readonly Entry[] {
    return [...this.#entries.values()].sort((a, b) => a.row.place - b.row.place);
  }

  /** @param mutationId its own, or that of one which was merged into it */
  get(mutationId: string): Entry | undefined {
    return this.#entries.get(this.#mergedInto.get(mutationId) ?? mutationId);
  }

  /** Takes over what the storage has by now; calls that come meanwhile are served by the next read. */
  read(): Promise<void> {
    if (this.#isReading) return this.#tail.then(() => undefined);
    this.#isReading = true;
    return this.#inTurn(async () => {
      this.#isReading = false;
      const rows = await this.#storage.call('read the kept mutations', (storage) => storage.readMutations());
      if (rows !== undefined) this.#takeOver(rows.value);
    });
  }

  /** Puts a mutation behind all others, in this tab; to be followed by `keep`. */
  add(row: NewRow, shown: Entry['shown'], maker?: Maker): Entry {
    const entry = createEntry({ ...row, place: LAST }, 'saving');
    entry.shown = shown;
    if (maker) entry.makers.add(maker);
    this.#entries.set(row.mutationId, entry);
    return entry;
  }

  /** Puts it into the storage, and so behind those of all tabs. */
  keep(entry: Entry): void {
    void this.#inTurn(() => this.#keep(entry));
  }

  /**
   * Merges an event into a mutation that nobody has sent yet.
   *
   * @param apart called where another tab has begun to send it meanwhile; adds a mutation of its own, if it can
   */
  merge(entry: Entry, mutationId: string, merge: Merge, maker: Maker, apart: () => Entry | undefined): void {
    this.#mergedInto.set(mutationId, entry.row.mutationId);
    entry.makers.add(maker);
    entry.merging.push(merge);
    this.#owner.amended(entry);
    const mergeRow = (row: KeptRow) => (isUntouched(row) ? { ...row, event: merge(row.event) } : row);
    const merged = () => entry.merging.splice(entry.merging.indexOf(merge), 1);
    void this.#inTurn(async () => {
      if ((await this.#change(entry, mergeRow, merged)) === 'changed') return;
      entry.makers.delete(maker);
      this.#mergedInto.delete(mutationId);
      this.#owner.amended(entry);
      const added = apart();
      // In the same turn: what was made after it, and has its turn next, would be sent before it.
      if (added) await this.#keep(added);
    });
  }

  /**
   * Changes a mutation for all tabs, or only for this one where the storage does not have it.
   *
   * @param change the same row where there is nothing to change
   */
  change(entry: Entry, change: (row: KeptRow) => KeptRow): Promise<Outcome> {
    return this.#inTurn(() => this.#change(entry, change));
  }

  /** It leaves the queue, here and everywhere. */
  end(entry: Entry, end: MutationEnd, error?: ModelsError): void {
    if (!this.#leave(entry, error)) return;
    const { mutationId } = entry.row;
    const why = error?.message;
    const message: TabMessage = { type: 'ended', mutationId, end, ...(why !== undefined && { why }) };
    void this.#inTurn(async () => {
      if (entry.kept === 'stored') await this.#forget(entry.row);
      this.#bus.post(message);
    });
    this.#owner.changed();
  }

  /** What another tab says. */
  hear(message: TabMessage): void {
    // Who is new may be there again, and have stored something just before it went.
    if (message.type === 'changed' || message.type === 'hello') void this.read();
    if (message.type === 'ended') this.#endedElsewhere(message);
  }

  /** Forgets all of it, without a word to anybody but those who made them. */
  clear(error: ModelsError): void {
    for (const entry of this.entries) this.#leave(entry, error);
    this.#owner.changed();
  }

  /** Resolves when all that was begun with the storage has come to its end. */
  get settled(): Promise<void> {
    return this.#tail.then(() => undefined);
  }

  /** @param done called when it is done, before anybody is told */
  async #change(
    entry: Entry,
    change: (row: KeptRow) => KeptRow,
    done: () => void = () => undefined,
  ): Promise<Outcome> {
    const { mutationId } = entry.row;
    let outcome: Outcome = 'same';
    const changeOnce = (row: KeptRow) => {
      const next = change(row);
      outcome = next === row ? 'same' : 'changed';
      return next;
    };
    const stored =
      entry.kept === 'stored'
        ? await this.#storage.call('keep a mutation', (storage) =>
            storage.changeMutation(mutationId, changeOnce),
          )
        : undefined;
    done();
    if (this.#entries.get(mutationId) !== entry) return 'gone';
    // It has left the storage by another tab's hand, which says so; until then it is none that may be sent.
    if (stored !== undefined && stored.value === undefined) {
      this.#vanished(entry);
      return 'gone';
    }
    const next = stored?.value ?? changeOnce(entry.row);
    this.#update(entry, next);
    this.#tellChanged();
    return outcome;
  }

  async #keep(entry: Entry): Promise<void> {
    const { mutationId } = entry.row;
    if (this.#entries.get(mutationId) !== entry) return;
    // As it was made: what was merged into it since comes after. The place is given by the storage.
    const { place: _, ...row } = entry.row;
    const added = await this.#storage.call('keep a mutation', (storage) => storage.addMutation(row));
    entry.kept = added === undefined ? 'memory' : 'stored';
    if (added !== undefined) entry.row = { ...entry.row, place: added.value.place };
    // It may have ended while the storage took it in.
    if (this.#entries.get(mutationId) === entry) this.#tellChanged();
    else await this.#forget(entry.row);
  }

  #takeOver(rows: readonly KeptRow[]): void {
    const ids = new Set<string>();
    for (const row of rows) {
      if (this.#leaving.has(row.mutationId) || this.#isForgotten(row)) continue;
      ids.add(row.mutationId);
      const entry = this.#entries.get(row.mutationId);
      if (entry === undefined) {
        const found = createEntry(row, 'stored');
        this.#entries.set(row.mutationId, found);
        if (row.status !== 'failed') this.#owner.arrived(found);
        if (row.status === 'acknowledged') this.#owner.acknowledged(found);
      } else if (entry.kept === 'stored') this.#update(entry, row);
    }
    for (const entry of this.entries) {
      if (entry.kept === 'stored' && !ids.has(entry.row.mutationId)) this.#vanished(entry);
    }
    this.#owner.changed();
  }

  /** The backend has it, and nobody has shown its model for so long: who does now reads a state that has it too. */
  #isForgotten(row: KeptRow): boolean {
    const isOld = row.status === 'acknowledged' && Date.now() - row.at > FORGOTTEN_AFTER_MS;
    if (!isOld || this.#entries.has(row.mutationId)) return false;
    void this.#inTurn(() => this.#forget(row));
    return true;
  }

  #update(entry: Entry, row: KeptRow): void {
    const before = entry.row;
    entry.row = row;
    if (shareStructure(before.event, row.event) !== before.event) this.#owner.amended(entry);
    if (before.status === row.status) return;
    if (row.status === 'acknowledged') {
      entry.makers.forEach(({ acknowledged }) => acknowledged.resolve());
      this.#owner.acknowledged(entry);
    } else if (row.status === 'failed') this.#failed(entry, row.error);
    else if (before.status === 'failed') this.#owner.arrived(entry);
  }

  #failed(entry: Entry, why = 'the backend refused it'): void {
    const error = new ModelsError(
      'send-failed',
      `unable to send the mutation "${entry.row.event.name}"; ${why}`,
    );
    entry.makers.forEach(({ settled }) => settled.reject(error));
    entry.makers.clear();
    this.#owner.left(entry, error);
  }

  /** Somebody took it out, and did not say why: it is not sent any more, and the model has the last word. */
  #vanished(entry: Entry): void {
    entry.kept = 'memory';
    if (entry.row.status === 'failed' || entry.shown === undefined) this.#leave(entry, undefined);
    else this.#update(entry, { ...entry.row, status: 'acknowledged' });
  }

  #endedElsewhere({ mutationId, end, why }: Extract<TabMessage, { type: 'ended' }>): void {
    const entry = this.#entries.get(mutationId);
    if (entry === undefined) return;
    // The model of this tab has not heard of it yet: taken out now, the change would be off the screen for a moment.
    if (end === 'confirmed') return this.#vanished(entry);
    const error =
      end === 'dismissed'
        ? undefined
        : new ModelsError(end === 'rejected' ? 'mutation-rejected' : 'mutation-cancelled', why ?? end);
    this.#leave(entry, error);
    this.#owner.changed();
  }

  #leave(entry: Entry, error: ModelsError | undefined): boolean {
    if (this.#entries.get(entry.row.mutationId) !== entry) return false;
    this.#entries.delete(entry.row.mutationId);
    this.#leaving.add(entry.row.mutationId);
    void this.#inTurn(() => Promise.resolve(this.#leaving.delete(entry.row.mutationId)));
    for (const [merged, into] of this.#mergedInto)
      if (into === entry.row.mutationId) this.#mergedInto.delete(merged);
    entry.stopWaiting?.();
    entry.stopWatching?.();
    for (const { settled, acknowledged } of entry.makers) {
      if (error) settled.reject(error);
      else {
        acknowledged.resolve();
        settled.resolve();
      }
    }
    this.#owner.left(entry, error);
    return true;
  }

  async #forget({ mutationId }: KeptRow): Promise<void> {
    await this.#storage.call('forget a mutation', (storage) =>
      storage.changeMutation(mutationId, () => undefined),
    );
  }

  #tellChanged(): void {
    this.#bus.post({ type: 'changed' });
    this.#owner.changed();
  }

  #inTurn<Value>(task: () => Promise<Value>): Promise<Value> {
    const done = this.#tail.then(task);
    this.#tail = done.catch(() => undefined);
    return done;
  }
}

/** Whether nobody can have brought it to the backend. */
export const isUntouched = ({ status, attempts }: KeptRow): boolean => status === 'waiting' && attempts === 0;
