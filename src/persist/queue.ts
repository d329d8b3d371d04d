import { ModelsError } from '../errors.js';
import { shareStructure } from '../model/share-structure.js';
import { layOver, mergeInto, type Change, type Merge, type Outcome } from './changes.js';
import { Entries, LAST } from './entries.js';
import { createEntry, type Entry, type MutationEnd } from './entry.js';
import { fail, settle, type Maker } from './maker.js';
import { createMutationId } from '../model/mutation-id.js';
import { OtherTabs } from './other-tabs.js';
import type { SafeStorage } from './safe-storage.js';
import type { KeptRow, NewRow } from './storage.js';
import type { Bus, TabMessage } from './tabs.js';
import { Turns } from './turns.js';

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

/**
 * The mutations that the backend does not have yet, or that no model has shown confirmed: in the storage, which all tabs
 * share, and in memory, as this tab knows them. What it does to the storage is done one after the other, so that what is
 * read never overtakes what was written.
 */
export class Queue {
  readonly #storage: SafeStorage;
  readonly #bus: Bus;
  readonly #owner: QueueOwner;
  readonly #others: OtherTabs;
  readonly #entries = new Entries();
  /** Have left the queue, and the storage may have them still: found there, they are none that have arrived. */
  readonly #leaving = new Set<string>();
  /** Of this tab, and how much it has merged. */
  readonly #tab = createMutationId();
  #merges = 0;
  readonly #turns = new Turns();
  #isReading = false;
  /** What is in the storage from then on is somebody else's. */
  #isCleared = false;

  constructor(storage: SafeStorage, bus: Bus, owner: QueueOwner) {
    this.#storage = storage;
    this.#bus = bus;
    this.#owner = owner;
    this.#others = new OtherTabs(
      {
        entries: this.#entries,
        leaving: this.#leaving,
        update: (entry, stored) => this.#update(entry, stored),
        leave: (entry, error) => this.#leave(entry, error),
        forget: (row) => void this.#turns.take(() => this.#forget(row)),
      },
      owner,
    );
  }

  /** In the order in which they are sent. */
  get entries(): readonly Entry[] {
    return this.#entries.inOrder;
  }

  /** @param mutationId its own, or that of one which was merged into it */
  get(mutationId: string): Entry | undefined {
    return this.#entries.find(mutationId);
  }

  /** Takes over what the storage has by now; calls that come meanwhile are served by the next read. */
  read(): Promise<void> {
    if (this.#isReading) return this.#turns.over;
    this.#isReading = true;
    return this.#turns.take(async () => {
      this.#isReading = false;
      const rows = await this.#storage.call('read the kept mutations', (storage) => storage.readMutations());
      if (rows !== undefined && !this.#isCleared) this.#others.takeOver(rows.value);
    });
  }

  /**
   * Puts a mutation behind all others: at once for this tab, and as soon as the storage has it for all.
   *
   * @param isUrgent whether the storage is to have it before all that waits by now: what was made later waits too
   */
  add(row: NewRow, shown: Entry['shown'], maker?: Maker, isUrgent = false): Entry {
    const entry = createEntry({ ...row, place: LAST }, 'saving');
    entry.shown = shown;
    if (maker) entry.makers.set(row.mutationId, maker);
    this.#entries.add(entry);
    void this.#turns.take(async () => {
      if (!this.#entries.holds(entry)) return;
      // As it was made: what was merged into it since comes after.
      const added = this.#isCleared
        ? undefined
        : await this.#storage.call('keep a mutation', (storage) => storage.addMutation(row));
      entry.kept = added === undefined ? 'memory' : 'stored';
      this.#update(entry, { ...entry.stored, place: added?.value.place ?? this.#entries.lastPlace });
      // It may have ended while the storage took it in.
      if (this.#entries.holds(entry)) this.#tellChanged();
      else await this.#forget(row);
    }, isUrgent);
    return entry;
  }

  /**
   * Merges an event into a mutation that nobody has sent yet: at once for this tab, and as soon as the storage has it for
   * all.
   *
   * @param apart called where another tab has begun to send it meanwhile
   */
  merge(entry: Entry, mutationId: string, merge: Merge, maker: Maker, apart: () => void): void {
    this.#entries.merge(mutationId, entry);
    entry.makers.set(mutationId, maker);
    const change = mergeInto(this.#tab, (this.#merges += 1), merge, () => {
      entry.makers.delete(mutationId);
      this.#entries.takeApart(mutationId);
      apart();
    });
    this.#show(entry, change);
    void this.#write(entry, change);
  }

  /**
   * Changes a mutation for all tabs, or only for this one where the storage does not take it.
   *
   * @param apply the same row where there is nothing to change; may be called more than once
   * @param isShownNow whether this tab has it at once
   * @returns `gone` when it has left the queue, `same` when there was nothing to change
   */
  change(entry: Entry, apply: Change['apply'], isShownNow = false): Promise<Outcome> {
    const change = { apply };
    if (isShownNow) this.#show(entry, change);
    return this.#write(entry, change);
  }

  /** It leaves the queue, here and everywhere. */
  end(entry: Entry, end: MutationEnd, error?: ModelsError): void {
    if (!this.#leave(entry, error)) return;
    const { mutationId } = entry.row;
    const why = error?.message;
    const message: TabMessage = { type: 'ended', mutationId, end, ...(why !== undefined && { why }) };
    void this.#turns.take(async () => {
      await this.#forget(entry.row);
      this.#bus.post(message);
    });
    this.#owner.changed();
  }

  /** What another tab says. */
  hear(message: TabMessage): void {
    // Who is new may be there again, and have stored something just before it went.
    if (message.type === 'changed' || message.type === 'hello') void this.read();
    if (message.type === 'ended') this.#others.ended(message);
  }

  /** Forgets all of it, without a word to anybody but those who made them. */
  clear(error: ModelsError): void {
    this.#isCleared = true;
    for (const entry of this.entries) {
      this.#leaving.add(entry.row.mutationId);
      // Its own rows only: whoever comes next may have written others by the time that this tab wakes up.
      if (this.#leave(entry, error)) void this.#turns.take(() => this.#forget(entry.row));
    }
    this.#owner.changed();
  }

  /** Lets go of all of it here, and leaves the storage as it is. */
  leave(error: ModelsError): void {
    for (const entry of this.entries) this.#leave(entry, error);
    this.#owner.changed();
  }

  /** Resolves when all that was begun with the storage has come to its end. */
  get settled(): Promise<void> {
    return this.#turns.over;
  }

  #write(entry: Entry, change: Change): Promise<Outcome> {
    return this.#turns.take(async () => {
      const { mutationId } = entry.row;
      if (!this.#entries.holds(entry)) return 'gone';
      if (!entry.changes.includes(change)) {
        // It went along with one before it, or was no longer to be taken.
        if (change.merge) return 'same';
        entry.changes = [...entry.changes, change];
      }
      let applied: readonly Change[] = [];
      let outcome: 'changed' | 'same' = 'same';
      // What the storage did not take before goes along.
      const applyAll = (row: KeptRow) => {
        applied = entry.changes;
        return applied.reduce((before, each) => {
          const after = each.apply(before);
          if (each === change) outcome = after === before ? 'same' : 'changed';
          return after;
        }, row);
      };
      const written =
        entry.kept === 'stored'
          ? await this.#storage.call('keep a mutation', (storage) =>
              storage.changeMutation(mutationId, applyAll),
            )
          : undefined;
      if (!this.#entries.holds(entry)) return 'gone';
      // It has left the storage by another tab's hand, which says so; until then it is none that may be sent.
      if (written !== undefined && written.value === undefined) {
        this.#others.vanished(entry);
        return 'gone';
      }
      if (written?.value !== undefined) this.#update(entry, written.value, applied);
      else {
        applyAll(entry.stored);
        // Not written, it lies over what the storage has, or turns out to have.
        this.#update(entry, entry.stored);
      }
      this.#tellChanged();
      return outcome;
    });
  }

  /** This tab has it from now on, whether the storage takes it or not. */
  #show(entry: Entry, change: Change): void {
    entry.changes = [...entry.changes, change];
    this.#update(entry, entry.stored);
  }

  /** @param applied the changes that were written with it */
  #update(entry: Entry, stored: KeptRow, applied: readonly Change[] = []): void {
    const before = entry.row;
    const { row, left, apart } = layOver(stored, entry.changes, applied);
    entry.stored = stored;
    entry.changes = left;
    entry.row = row;
    // What goes on as one of its own may be shown in this one: `mutate` shows it before anybody knows.
    if (apart.length > 0 || shareStructure(before.event, row.event) !== before.event)
      this.#owner.amended(entry);
    apart.forEach(({ merge }) => merge?.apart());
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
    entry.makers.forEach((maker) => fail(maker, error));
    this.#owner.left(entry, error);
  }

  #leave(entry: Entry, error: ModelsError | undefined): boolean {
    if (!this.#entries.holds(entry)) return false;
    this.#entries.delete(entry);
    this.#leaving.add(entry.row.mutationId);
    if (error) entry.attempt?.abort(error);
    entry.stopAttempt?.();
    entry.stopWaiting?.();
    entry.stopWatching?.();
    // What failed has told its end.
    if (entry.row.status !== 'failed') entry.makers.forEach((maker) => settle(maker, error));
    this.#owner.left(entry, error);
    return true;
  }

  async #forget({ mutationId }: NewRow): Promise<void> {
    const forgotten = await this.#storage.call('forget a mutation', (storage) =>
      storage.changeMutation(mutationId, () => undefined),
    );
    if (forgotten !== undefined) this.#leaving.delete(mutationId);
  }

  #tellChanged(): void {
    this.#bus.post({ type: 'changed' });
    this.#owner.changed();
  }
}
