import type { KeptRow, NewRow, StateRow, Storage } from '../../src/persist/storage.js';
import type { Life } from './life.js';
import { textsOf } from './texts.js';

/** What one user has in the storage of the browser; it outlives all tabs. */
export class Disk {
  readonly states = new Map<string, StateRow>();
  readonly mutations = new Map<string, KeptRow>();
  /** Whatever was in a row at some time, as texts. */
  readonly stored = new Set<string>();
  #places = 0;

  /** As one tab reaches it. What goes in and out is a copy, as with IndexedDB. */
  open(life: Life): Storage {
    const call = <Value>(name: string, act: () => Value) =>
      life.request(`storage.${name}`, () => structuredClone(act()));
    return {
      readState: (name) => call('readState', () => this.states.get(name)),
      writeStates: (rows) => {
        const copies = structuredClone(rows);
        return call('writeStates', () => {
          for (const row of copies) this.states.set(row.name, row);
        });
      },
      deleteState: (name) => call('deleteState', () => void this.states.delete(name)),
      readMutations: () =>
        call('readMutations', () => [...this.mutations.values()].sort((a, b) => a.place - b.place)),
      addMutation: (row) => {
        const copy = structuredClone(row);
        return call('addMutation', () => this.#add(copy));
      },
      changeMutation: (id, change) => call('changeMutation', () => this.#change(id, change)),
      clear: () =>
        call('clear', () => {
          this.states.clear();
          this.mutations.clear();
        }),
      close: () => undefined,
    };
  }

  #add(row: NewRow): KeptRow {
    if (this.mutations.has(row.mutationId)) throw new Error('ConstraintError');
    this.#places += 1;
    const added: KeptRow = { ...row, place: this.#places };
    this.#keep(added);
    return added;
  }

  #change(mutationId: string, change: (row: KeptRow) => KeptRow | undefined): KeptRow | undefined {
    const row = this.mutations.get(mutationId);
    const next = row && change(structuredClone(row));
    if (next === undefined) this.mutations.delete(mutationId);
    else this.#keep(next);
    return next;
  }

  #keep(row: KeptRow): void {
    this.mutations.set(row.mutationId, row);
    for (const text of textsOf(row.event.data)) this.stored.add(text);
  }
}
