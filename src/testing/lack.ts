/** @param part what it is a part of, and what that has instead */
export const lacking = (name: string, part: string): Error =>
  new Error(
    `unable to use \`${name}\` of the test models' Ably ${part} only. ` +
      'All of Ably has a local one (ably-models-react/local-ably)',
  );

/**
 * Has what a part of an Ably client does not have say so when it is used, in the place of a TypeError about `undefined`.
 *
 * A test may put its own in the place.
 *
 * @param prototype not an instance: who compares two of them would come across what they do not have
 * @param names all that the types of Ably say besides
 */
export function lack<Name extends string>(
  prototype: object,
  part: string,
  names: Readonly<Record<Name, true>>,
): void {
  for (const name of Object.keys(names)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get: () => {
        throw lacking(name, part);
      },
      set(value: unknown) {
        Object.defineProperty(this, name, { value, configurable: true, writable: true, enumerable: true });
      },
    });
  }
}
