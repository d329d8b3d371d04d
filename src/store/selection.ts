import { hasSameFields } from '../model/same-snapshot.js';

/**
 * Reads a store through `select`, which runs once a snapshot.
 *
 * @param getServerSnapshot where it answers the same snapshot, the selection is the same
 * @param select is given what it answered last; where it answers that again, nobody renders
 * @param screen has what was shown last, until it has answered: of the same type, since it shows the same
 */
export function createSelector<Snapshot, Selection>(
  getSnapshot: () => Snapshot,
  getServerSnapshot: () => Snapshot,
  select: (snapshot: Snapshot, previous: Selection | undefined) => Selection,
  screen?: { readonly shown: unknown },
): readonly [getSelection: () => Selection, getServerSelection: () => Selection] {
  let hasSelected = false;
  let seen: Snapshot;
  let selection: Selection;
  const read = (snapshot: Snapshot) => {
    if (!hasSelected || !Object.is(seen, snapshot)) {
      selection = select(snapshot, hasSelected ? selection : (screen?.shown as Selection | undefined));
      seen = snapshot;
      hasSelected = true;
    }
    return selection;
  };
  return [() => read(getSnapshot()), () => read(getServerSnapshot())];
}

/** Reads through several at one moment: the same list until one of them answers another. */
export function createListSelector<Selection>(
  selectors: readonly (readonly [getSelection: () => Selection, getServerSelection: () => Selection])[],
): readonly [getList: () => readonly Selection[], getServerList: () => readonly Selection[]] {
  let list: readonly Selection[] | undefined;
  const read = (next: readonly Selection[]) => (list = keepSame(list, next, isShallowEqual));
  return [
    () => read(selectors.map(([getSelection]) => getSelection())),
    () => read(selectors.map(([, getServerSelection]) => getServerSelection())),
  ];
}

/** `next`, or `previous` where both show the same. */
export function keepSame<Value>(
  previous: Value | undefined,
  next: Value,
  isSame: (a: Value, b: Value) => boolean,
): Value {
  return previous !== undefined && isSame(previous, next) ? previous : next;
}

/** Whether all fields are the same; both have the same ones. Of lists, all items. */
export function isShallowEqual<Fields extends object>(a: Fields, b: Fields): boolean {
  return Object.keys(a).length === Object.keys(b).length && hasSameFields(b, a);
}
