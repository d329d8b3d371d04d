import type { ChangeEvent } from '../model/event.js';
import { isFields, withField, withoutField } from './fields.js';
import { itemChanges, keyOfData, type ItemChange, type ItemKey, type ItemVersion } from './keyed-items.js';
import type { MergeOf } from './merge-function.js';
import { unfit } from './unfit.js';

/** @see keyedRecord */
export interface KeyedRecordOptions<Item> {
  /** How new an item is, or `undefined` where that is not known. Default: the order of the channel decides. */
  readonly version?: (item: Item) => ItemVersion;
}

type Items<Item> = Readonly<Record<string, Item>>;

/** The changes of a record of items; each is a merge function. They are those of a `KeyedList`. */
export interface KeyedRecord<Item, Key extends ItemKey> {
  readonly put: MergeOf<Items<Item>, Item>;
  readonly update: MergeOf<Items<Item>, Partial<Item>>;
  readonly remove: MergeOf<Items<Item>, Key | Partial<Item>>;
}

/**
 * Items by their key, in an object: `{ [key]: item }`. All else is as with `keyedList`.
 *
 * @example
 * const users = keyedRecord((user: User) => user.id);
 *
 * merge: { 'user.saved': users.put, 'user.left': users.remove }
 */
export function keyedRecord<Item extends object, Key extends ItemKey>(
  key: (item: Item) => Key,
  { version }: KeyedRecordOptions<Item> = {},
): KeyedRecord<Item, Key> {
  const merging =
    (change: ItemChange<Item>) =>
    <Record extends Items<Item>>(items: Record, { data }: ChangeEvent): Record => {
      if (!isFields(items)) throw unfit('the state is no record');
      const name = String(keyOfData(data, key));
      // What every object inherits is no item.
      const present = Object.hasOwn(items, name) ? items[name] : undefined;
      const next = change(present, data);
      if (next === present) return items;
      return (next === undefined ? withoutField(items, name) : withField(items, name, next)) as Record;
    };
  const { put, update, remove } = itemChanges(version);
  return { put: merging(put), update: merging(update), remove: merging(remove) };
}
