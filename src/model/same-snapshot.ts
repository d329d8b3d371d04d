/** Whether all fields are the same; both have the same ones. */
export function hasSameFields<Fields extends object>(a: Fields, b: Fields): boolean {
  return (Object.keys(a) as (keyof Fields)[]).every((key) => Object.is(a[key], b[key]));
}

/** Whether two snapshots show the same; keys of both are the same by type. */
export { hasSameFields as isSameSnapshot };
