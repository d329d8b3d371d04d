/**
 * Reads a store through `select`, which runs once a snapshot.
 *
 * @param select is given what it answered last; where it answers that again, nobody renders
 * @param screen has what was shown last, until it has answered: of the same type, since it shows the same
 */
export function createSelector<Snapshot, Selection>(
  getSnapshot: () => Snapshot,
  select: (snapshot: Snapshot, previous: Selection | undefined) => Selection,
  screen?: { readonly shown: unknown },
): () => Selection {
  let hasSelected = false;
  let seen: Snapshot;
  let selection: Selection;
  return () => {
    const snapshot = getSnapshot();
    if (!hasSelected || !Object.is(seen, snapshot)) {
      selection = select(snapshot, hasSelected ? selection : (screen?.shown as Selection | undefined));
      seen = snapshot;
      hasSelected = true;
    }
    return selection;
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
