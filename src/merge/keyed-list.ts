import type { ChangeEvent } from '../model/event.js';
import { itemChanges, keyOfData, type ItemChange, type ItemKey, type ItemVersion } from './keyed-items.js';
import type { MergeOf } from './merge-function.js';
import { unfit } from './unfit.js';
import { withItem } from './with-item.js';

/** @see keyedList */
export interface KeyedListOptions<Item> {
  /** How new an item is, or `undefined` where that is not known. Default: the order of the channel decides. */
  readonly version?: (item: Item) => ItemVersion;
  /** The order of the list, as `Array.prototype.sort` has it. Default: a new item comes last. */
  readonly sort?: (a: Item, b: Item) => number;
}

/** The changes of a list of items; each is a merge function. */
export interface KeyedList<Item, Key extends ItemKey> {
  /** The data are an item: it takes the place of the one with its key, or is added. */
  readonly put: MergeOf<readonly Item[], Item>;
  /** The data are the key and some fields, which replace those of the item. Of an item that is not there it is nothing. */
  readonly update: MergeOf<readonly Item[], Partial<Item>>;
  /** The data are the key, or the item, or as much of it as has its key and version. */
  readonly remove: MergeOf<readonly Item[], Key | Partial<Item>>;
}

/**
 * A list of items, each with a key. Every change is idempotent: one that brings nothing new gives back the same list, and the
 * items that it does not touch are the same ones.
 *
 * With `version` the last writer wins. A change that is older than the item is dropped; of the same version, or where one
 * of the two has none, the one that is later in the channel wins, and a removal always does. A removal is not
 * remembered: an older `put` that comes after it brings the item back.
 *
 * Each throws where the data have no key; the model is `errored` then, as `merge-failed`.
 *
 * @param key reads it off an item; of `update` and `remove` it is given as much as the event has
 * @example
 * const todos = keyedList((todo: Todo) => todo.id, { version: ({ updatedAt }) => updatedAt });
 *
 * merge: { 'todo.saved': todos.put, 'todo.changed': todos.update, 'todo.removed': todos.remove }
 */
export function keyedList<Item extends object, Key extends ItemKey>(
  key: (item: Item) => Key,
  { version, sort }: KeyedListOptions<Item> = {},
): KeyedList<Item, Key> {
  const merging =
    (change: ItemChange<Item>) =>
    <List extends readonly Item[]>(list: List, { data }: ChangeEvent): List => {
      if (!Array.isArray(list)) throw unfit('the state is no list');
      const wanted = keyOfData(data, key);
      const index = list.findIndex((item: Item) => key(item) === wanted);
      return withItem(list, index, change(list[index] as Item | undefined, data), sort) as List;
    };
  const { put, update, remove } = itemChanges(version);
  return { put: merging(put), update: merging(update), remove: merging(remove) };
}
