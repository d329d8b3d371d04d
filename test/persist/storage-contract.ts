import { openDB } from 'idb';
import { expect, it, onTestFinished } from 'vitest';
import { IdbStorage } from '../../src/persist/idb-storage.js';
import type { NewRow, StateRow } from '../../src/persist/storage.js';

let databases = 0;

const newName = () => `storage-${Date.now()}-${(databases += 1)}`;

function open(name = newName()): IdbStorage {
  const storage = new IdbStorage(name);
  onTestFinished(() => storage.close());
  return storage;
}

const row = (mutationId: string, data: unknown = mutationId): NewRow => ({
  mutationId,
  model: 'notes:1',
  send: 'addNote',
  event: { name: 'note.added', data },
  coalesceKey: undefined,
  madeAt: undefined,
  status: 'waiting',
  attempts: 0,
  error: undefined,
  at: 1,
});

const state = (name: string, data: unknown): StateRow => ({
  name,
  channelName: name,
  version: '1',
  saved: { data, sequenceId: '1' },
  fullSyncAt: 1,
});

const idsIn = async (storage: IdbStorage) =>
  (await storage.readMutations()).map(({ mutationId }) => mutationId);

/** What persistence relies on. */
export function storageContract(): void {
  it('has mutations in the order in which they were added, from whichever tab', async () => {
    const name = newName();
    const [one, two] = [open(name), open(name)];
    for (const id of ['c', 'a']) await one.addMutation(row(id));
    const added = await two.addMutation(row('b'));
    expect(await idsIn(one)).toEqual(['c', 'a', 'b']);
    expect((await one.readMutations()).at(-1)).toEqual(added);
  });

  it('gives the place of one that is gone to no other', async () => {
    const storage = open();
    const { place } = await storage.addMutation(row('a'));
    await storage.changeMutation('a', () => undefined);
    expect((await storage.addMutation(row('b'))).place).toBeGreaterThan(place);
  });

  it('takes each mutation id once', async () => {
    const storage = open();
    await storage.addMutation(row('a'));
    await expect(storage.addMutation(row('a', 'other'))).rejects.toMatchObject({ name: 'ConstraintError' });
    expect(await storage.readMutations()).toMatchObject([{ event: { data: 'a' } }]);
  });

  it('changes a mutation as one step, whoever else does the same', async () => {
    const name = newName();
    const tabs = [open(name), open(name)];
    await tabs[0]?.addMutation(row('a'));
    const changes = Array.from({ length: 20 }, async (_, index) =>
      tabs[index % 2]?.changeMutation('a', (kept) => ({ ...kept, attempts: kept.attempts + 1 })),
    );
    await Promise.all(changes);
    expect(await open(name).readMutations()).toMatchObject([{ attempts: 20 }]);
  });

  it('answers nothing for a mutation that is not there, and leaves what a change that throws was to change', async () => {
    const storage = open();
    expect(await storage.changeMutation('a', (kept) => kept)).toBeUndefined();
    await storage.addMutation(row('a'));
    const broken = storage.changeMutation('a', () => {
      throw new Error('broken');
    });
    await expect(broken).rejects.toThrow('broken');
    expect(await idsIn(storage)).toEqual(['a']);
  });

  it('keeps the states of models, and forgets one or all', async () => {
    const storage = open();
    await storage.writeStates([state('a', [1]), state('b', [2])]);
    await storage.writeStates([state('a', [3])]);
    expect(await storage.readState('a')).toEqual(state('a', [3]));
    await storage.deleteState('b');
    expect(await storage.readState('b')).toBeUndefined();
    await storage.addMutation(row('a'));
    await storage.clear();
    expect(await storage.readState('a')).toBeUndefined();
    expect(await storage.readMutations()).toEqual([]);
  });

  it('keeps the states that can be kept, and says that one cannot', async () => {
    const storage = open();
    const rows = [state('a', [1]), state('b', { on: () => undefined }), state('c', [3])];
    await expect(storage.writeStates(rows)).rejects.toMatchObject({ name: 'DataCloneError' });
    expect(await storage.readState('a')).toEqual(state('a', [1]));
    expect(await storage.readState('b')).toBeUndefined();
    expect(await storage.readState('c')).toEqual(state('c', [3]));
  });

  it('rejects a mutation that cannot be kept, and goes on', async () => {
    const storage = open();
    await expect(storage.addMutation(row('a', () => undefined))).rejects.toMatchObject({
      name: 'DataCloneError',
    });
    await storage.addMutation(row('b'));
    expect(await idsIn(storage)).toEqual(['b']);
  });

  it('is not in the way of a newer layout, and fails then instead of hanging', async () => {
    const name = newName();
    const storage = open(name);
    await storage.addMutation(row('a'));
    const newer = await openDB(name, 99);
    await expect(storage.readMutations()).rejects.toMatchObject({ name: 'VersionError' });
    newer.close();
  });

  it('opens the database anew where it was deleted', async () => {
    const name = newName();
    const storage = open(name);
    await storage.addMutation(row('a'));
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(new Error('not deleted'));
    });
    await storage.addMutation(row('b'));
    expect(await idsIn(storage)).toEqual(['b']);
  });

  it('opens the database anew where the browser has closed it without a word', async () => {
    const name = newName();
    // eslint-disable-next-line @typescript-eslint/unbound-method -- called on its own database below
    const transaction = IDBDatabase.prototype.transaction;
    const opened: IDBDatabase[] = [];
    IDBDatabase.prototype.transaction = function (...args) {
      opened.push(this);
      return transaction.apply(this, args);
    };
    onTestFinished(() => void (IDBDatabase.prototype.transaction = transaction));
    const storage = open(name);
    await storage.addMutation(row('a'));
    opened.at(-1)?.close();
    expect(await idsIn(storage)).toEqual(['a']);
    opened.at(-1)?.close();
    await storage.addMutation(row('b'));
    opened.at(-1)?.close();
    await storage.changeMutation('a', () => undefined);
    expect(await idsIn(storage)).toEqual(['b']);
  });

  it('fails where it was closed, or the database is another one', async () => {
    const closed = open();
    closed.close();
    await expect(closed.readMutations()).rejects.toThrow('the storage was closed');
    const name = newName();
    (await openDB(name, 1)).close();
    await expect(open(name).readMutations()).rejects.toMatchObject({ name: 'NotFoundError' });
  });
}
