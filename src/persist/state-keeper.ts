import type { Clock } from '../model/clock.js';
import type { CoreModel } from '../model/core-model.js';
import type { SavedState } from '../model/saved-state.js';
import { isStateRow } from './check-rows.js';
import type { SafeStorage } from './safe-storage.js';
import type { StateRow } from './storage.js';

/** ms from a change until it is written: a burst of events is one write. */
const WRITE_AFTER_MS = 1_000;

/** A model whose state is kept. */
interface Kept {
  readonly model: CoreModel<unknown>;
  fullSyncAt: number | undefined;
  /** Which state was written last. */
  written: string | undefined;
}

interface StateKeeperOptions {
  readonly storage: SafeStorage;
  readonly clock: Clock;
  /** Of the shape of the states. */
  readonly version: string;
  /** Calls back when there is nothing better to do. */
  readonly whenIdle: (callback: () => void) => void;
}

/** Writes the confirmed states to the storage, a while after they have changed, and reads what earlier pages wrote. */
export class StateKeeper {
  readonly #options: StateKeeperOptions;
  readonly #kept = new Map<string, Kept>();
  readonly #changed = new Set<Kept>();
  #stopTimer: (() => void) | undefined;
  #isClosed = false;

  constructor(options: StateKeeperOptions) {
    this.#options = options;
  }

  follow(model: CoreModel<unknown>): void {
    const kept: Kept = { model, fullSyncAt: undefined, written: undefined };
    this.#kept.set(model.name, kept);
    model.observe(() => {
      if (this.#isClosed) return;
      this.#changed.add(kept);
      this.#stopTimer ??= this.#options.clock.after(WRITE_AFTER_MS, () =>
        this.#options.whenIdle(() => void this.write()),
      );
    });
  }

  /** What an earlier page wrote of the model; `undefined` where it is of another version, or no state. */
  async read({ name, channelName }: CoreModel<unknown>): Promise<SavedState | undefined> {
    const { storage, version } = this.#options;
    const found = await storage.call('read a kept state', (from) => from.readState(name));
    const row = found?.value;
    if (row === undefined) return undefined;
    if (!isStateRow(row) || row.version !== version || row.channelName !== channelName) {
      await storage.call('forget a kept state', (from) => from.deleteState(name));
      return undefined;
    }
    const kept = this.#kept.get(name);
    if (kept) kept.fullSyncAt = row.fullSyncAt;
    return row.saved;
  }

  /** When a sync function last answered the whole state of the model, in ms since the epoch. */
  fullSyncAt(name: string): number | undefined {
    return this.#kept.get(name)?.fullSyncAt;
  }

  noteFullSync(name: string): void {
    const kept = this.#kept.get(name);
    if (kept) kept.fullSyncAt = this.#options.clock.now();
  }

  /** Writes what has changed, now. @param all also that the others are as they were until now */
  async write(all = false): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    if (this.#isClosed) return;
    const changed = all ? this.#kept.values() : this.#changed;
    const rows = [...changed].flatMap((kept) => this.#toRow(kept) ?? []);
    this.#changed.clear();
    if (rows.length === 0) return;
    await this.#options.storage.call('keep the states of models', (storage) => storage.writeStates(rows));
  }

  /** Forgets what it may have written, and writes nothing any more. */
  async forget(): Promise<void> {
    this.close();
    for (const name of this.#kept.keys())
      await this.#options.storage.call('forget a kept state', (storage) => storage.deleteState(name));
  }

  /** Writes nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#stopTimer?.();
  }

  #toRow(kept: Kept): StateRow | undefined {
    const { model, fullSyncAt } = kept;
    const { name, channelName } = model;
    // Who has looked is told of the next change. There may be another of its name by now.
    if (model.getSnapshot().state === 'disposed' && this.#kept.get(name) === kept) this.#kept.delete(name);
    const saved = model.save();
    if (saved === undefined) return undefined;
    const { sequenceId, takenAt } = saved;
    const which = [sequenceId, takenAt, fullSyncAt].join(' ');
    // Of a model that fell behind: written again, it would take the place of what another tab knows by now.
    if (takenAt !== undefined && which === kept.written) return undefined;
    kept.written = which;
    return { name, channelName, version: this.#options.version, saved, fullSyncAt };
  }
}
