/**
 * Reads a store through `select`, which runs once a snapshot.
 *
 * @param select is given what it answered last; where it answers that again, nobody renders
 * @param shown what is on screen until it has answered
 */
export function createSelector<Snapshot, Selection>(
  getSnapshot: () => Snapshot,
  select: (snapshot: Snapshot, previous: Selection | undefined) => Selection,
  shown?: () => Selection | undefined,
): () => Selection {
  let last: { readonly snapshot: Snapshot; readonly selection: Selection } | undefined;
  return () => {
    const snapshot = getSnapshot();
    if (last === undefined || !Object.is(last.snapshot, snapshot)) {
      last = { snapshot, selection: select(snapshot, last ? last.selection : shown?.()) };
    }
    return last.selection;
  };
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
  const fields = Object.keys(b) as (keyof Fields)[];
  return Object.keys(a).length === fields.length && fields.every((field) => Object.is(a[field], b[field]));
}
