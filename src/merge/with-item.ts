/**
 * A list in which the item at `index` has become `next`; the same list where it was that already.
 *
 * @param index -1 for one that is not there: it is added at the end
 * @param next `undefined` where it is to be there no more
 * @param sort puts a list that has changed in order
 */
export function withItem<Item>(
  list: readonly Item[],
  index: number,
  next: Item | undefined,
  sort?: (a: Item, b: Item) => number,
): readonly Item[] {
  const isThere = index >= 0;
  if (next === (isThere ? list[index] : undefined)) return list;
  const changed = [...list];
  if (next === undefined) changed.splice(index, 1);
  else changed[isThere ? index : changed.length] = next;
  // Older first where it says that two are equal, on every client: the sort is stable.
  return sort && next !== undefined ? changed.sort(sort) : changed;
}
