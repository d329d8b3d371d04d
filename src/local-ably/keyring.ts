import { AblyError } from './errors.js';
import { parseKey, type Key, type LocalAblyKey } from './keys.js';

/** The keys that the server knows, by name. */
export class Keyring {
  readonly #keys = new Map<string, Key>();

  constructor(keys: readonly LocalAblyKey[]) {
    for (const key of keys) this.add(key);
  }

  /** Throws 40005 for what is no key. */
  add({ key, capability }: LocalAblyKey): void {
    const parsed = parseKey(key, capability);
    this.#keys.set(parsed.name, parsed);
  }

  removeApp(appId: string): void {
    for (const key of this.#keys.values()) if (key.appId === appId) this.#keys.delete(key.name);
  }

  /** Throws 40400 for a key of an application that does not exist, and 40101 for one that is unknown. */
  get(name: string): Key {
    const key = this.#keys.get(name);
    if (key !== undefined) return key;
    const [appId = ''] = name.split('.');
    if ([...this.#keys.values()].some((known) => known.appId === appId)) {
      throw new AblyError(40101, `unable to authenticate; the key "${name}" or its secret is wrong`);
    }
    throw new AblyError(40400, `unable to authenticate; there is no application "${appId}"`);
  }
}
