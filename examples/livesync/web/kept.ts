/** Reads what an earlier page has kept, or undefined: where there is none, or the browser keeps nothing. */
export function readKept<T>(storage: () => Storage, key: string): T | undefined {
  try {
    const text = storage().getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

/** Keeps it for the next page, if the browser does. */
export function keep(storage: () => Storage, key: string, value: unknown): void {
  try {
    storage().setItem(key, JSON.stringify(value));
  } catch {
    // No room, or a private window: the page goes on without.
  }
}
