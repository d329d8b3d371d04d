import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { isKeptRow } from './check-rows.js';
import type { KeptRow, NewRow, StateRow, Storage } from './storage.js';

interface Schema extends DBSchema {
  states: { key: string; value: StateRow };
  mutations: { key: number; value: KeptRow; indexes: { mutationId: string } };
}

type Database = IDBPDatabase<Schema>;

/** Of the layout of the database, not of what the application keeps in it. */
const LAYOUT = 1;

/** What was typed must survive a crash of the machine too; a state can be read again. */
const STRICT = { durability: 'strict' } as const;

/** Keeps one user's models in an IndexedDB database of its own, which is opened when it is first needed. */
export class IdbStorage implements Storage {
  readonly #name: string;
  #opening: Promise<Database> | undefined;
  #isClosed = false;

  constructor(name: string) {
    this.#name = name;
  }

  async readState(name: string): Promise<unknown> {
    return (await this.#open()).get('states', name);
  }

  async writeStates(rows: readonly StateRow[]): Promise<void> {
    const tx = (await this.#open()).transaction('states', 'readwrite');
    await Promise.all([...rows.map((row) => tx.store.put(row)), tx.done]);
  }

  async deleteState(name: string): Promise<void> {
    await (await this.#open()).delete('states', name);
  }

  async readMutations(): Promise<readonly KeptRow[]> {
    const rows: readonly unknown[] = await (await this.#open()).getAll('mutations');
    return rows.filter(isKeptRow);
  }

  async addMutation(row: NewRow): Promise<KeptRow> {
    const tx = (await this.#open()).transaction('mutations', 'readwrite', STRICT);
    // The store gives the place.
    const adding = tx.store.add(row as KeptRow);
    const [place] = await Promise.all([adding, tx.done]);
    return { ...row, place };
  }

  async changeMutation(
    mutationId: string,
    change: (row: KeptRow) => KeptRow | undefined,
  ): Promise<KeptRow | undefined> {
    const tx = (await this.#open()).transaction('mutations', 'readwrite', STRICT);
    const row = await tx.store.index('mutationId').get(mutationId);
    const next = row && change(row);
    if (next !== undefined && next !== row) await tx.store.put(next);
    if (next === undefined && row !== undefined) await tx.store.delete(row.place);
    await tx.done;
    return next;
  }

  async clear(): Promise<void> {
    const tx = (await this.#open()).transaction(['states', 'mutations'], 'readwrite', STRICT);
    await Promise.all([tx.objectStore('states').clear(), tx.objectStore('mutations').clear(), tx.done]);
  }

  close(): void {
    this.#isClosed = true;
    this.#opening?.then((database) => database.close()).catch(() => undefined);
    this.#opening = undefined;
  }

  #open(): Promise<Database> {
    if (this.#isClosed) return Promise.reject(new Error('the storage was closed'));
    return (this.#opening ??= this.#connect());
  }

  async #connect(): Promise<Database> {
    const forget = () => (this.#opening = undefined);
    try {
      return await openDB<Schema>(this.#name, LAYOUT, {
        upgrade(database) {
          database.createObjectStore('states', { keyPath: 'name' });
          database
            .createObjectStore('mutations', { keyPath: 'place', autoIncrement: true })
            .createIndex('mutationId', 'mutationId', { unique: true });
        },
        // Another tab has a newer layout, or wants the database gone: it must not wait for this one.
        blocking(_current, _next, event) {
          (event.target as IDBDatabase).close();
          forget();
        },
        terminated: forget,
      });
    } catch (thrown) {
      // The next call may have more luck: private mode ends, the disk has room again.
      forget();
      throw thrown;
    }
  }
}
