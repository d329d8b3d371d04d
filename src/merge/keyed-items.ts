import { isText } from '../kinds.js';
import { shareStructure } from '../model/share-structure.js';
import { isFields } from './fields.js';
import { unfit } from './unfit.js';

/** What tells an item of a collection from the others. */
export type ItemKey = string | number;

/** How new an item is. Numbers compare as numbers, texts as text, which fits times in ISO 8601. */
export type ItemVersion = string | number | bigint | undefined;

/** What becomes of an item, which may be missing: `undefined` when it is not there any more. */
export type ItemChange<Item> = (present: Item | undefined, data: unknown) => Item | undefined;

/** The three changes that collections know, whatever holds their items. */
export function itemChanges<Item extends object>(version?: (item: Item) => ItemVersion) {
  /** Of two without a version, or with versions of two kinds, nobody knows: then the order of the channel decides. */
  const isStale = (present: Item, data: unknown): boolean => {
    if (version === undefined || !isFields(data)) return false;
    const [before, after] = [version(present), version(data as Item)];
    return before !== undefined && after !== undefined && typeof before === typeof after && after < before;
  };
  const put: ItemChange<Item> = (present, data) => {
    if (!isFields(data)) throw unfit('its data are no item');
    if (present === undefined) return data as Item;
    return isStale(present, data) ? present : shareStructure(present, data as Item);
  };
  const update: ItemChange<Item> = (present, data) => {
    if (!isFields(data)) throw unfit('its data are no part of an item');
    // It was removed, or never here: a part of it would be no item.
    if (present === undefined || isStale(present, data)) return present;
    return shareStructure(present, { ...present, ...data });
  };
  const remove: ItemChange<Item> = (present, data) =>
    present !== undefined && isStale(present, data) ? present : undefined;
  return { put, update, remove };
}

/** The key that an event's data are, or have. */
export function keyOfData<Item>(data: unknown, key: (item: Item) => ItemKey): ItemKey {
  const value: unknown = isFields(data) ? key(data as Item) : data;
  // All items without one would be one and the same.
  if (isText(value) || Number.isFinite(value)) return value as ItemKey;
  throw unfit('its data have no key: that is a text that is not empty, or a number');
}
