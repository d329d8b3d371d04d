import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import { toKeptRow } from './check-rows.js';
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

/**
 * Keeps one user's models in an IndexedDB database of its own, which is opened when it is first needed.
 *
 * States and new mutations, which a page may write in its last moment, are committed by a call: left to itself, a transaction
 * waits until its requests were answered, and one whose page is left meanwhile is taken back.
 */
export class IdbStorage implements Storage {
  readonly #name: string;
  #opening: Promise<Database> | undefined;
  #isClosed = false;

  constructor(name: string) {
    this.#name = name;
  }

  readState(name: string): Promise<unknown> {
    return this.#use((database) => database.get('states', name));
  }

  writeStates(rows: readonly StateRow[]): Promise<void> {
    return this.#use(async (database) => {
      const tx = database.transaction('states', 'readwrite');
      // One that cannot be kept (a state with a function in it) must not take the others with it.
      const puts = rows.map(async (row) => tx.store.put(row));
      tx.commit();
      const writing = await Promise.allSettled([...puts, tx.done]);
      const failed = writing.find((outcome) => outcome.status === 'rejected');
      if (failed) throw failed.reason;
    });
  }

  deleteState(name: string): Promise<void> {
    return this.#use((database) => database.delete('states', name));
  }

  async readMutations(): Promise<readonly KeptRow[]> {
    const rows: readonly unknown[] = await this.#use((database) => database.getAll('mutations'));
    return rows.flatMap((row) => toKeptRow(row) ?? []);
  }

  addMutation(row: NewRow): Promise<KeptRow> {
    return this.#use(async (database) => {
      const tx = database.transaction('mutations', 'readwrite', STRICT);
      // The store gives the place.
      const adding = tx.store.add(row as KeptRow);
      tx.commit();
      const [place] = await Promise.all([adding, tx.done]);
      return { ...row, place };
    });
  }

  changeMutation(
    mutationId: string,
    change: (row: KeptRow) => KeptRow | undefined,
  ): Promise<KeptRow | undefined> {
    return this.#use(async (database) => {
      const tx = database.transaction('mutations', 'readwrite', STRICT);
      const row = await tx.store.index('mutationId').get(mutationId);
      const next = row && change(row);
      if (next !== undefined && next !== row) await tx.store.put(next);
      if (next === undefined && row !== undefined) await tx.store.delete(row.place);
      await tx.done;
      return next;
    });
  }

  clear(): Promise<void> {
    return this.#use(async (database) => {
      const tx = database.transaction(['states', 'mutations'], 'readwrite', STRICT);
      await Promise.all([tx.objectStore('states').clear(), tx.objectStore('mutations').clear(), tx.done]);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#opening?.then((database) => database.close()).catch(() => undefined);
    this.#opening = undefined;
  }

  async #use<Value>(work: (database: Database) => Promise<Value>): Promise<Value> {
    const opening = this.#open();
    const database = await opening;
    try {
      return await work(database);
    } catch (thrown) {
      if ((thrown as Partial<DOMException>).name !== 'InvalidStateError') throw thrown;
      // The browser has closed it without a word, as WebKit does to pages in the background: nothing was begun.
      if (this.#opening === opening) this.#opening = undefined;
      return work(await this.#open());
    }
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
