import type { Storage } from '../../src/persist/storage.js';

/** What a call does instead of its work; the last two do it all the same. */
export type StorageFault = 'throw' | 'reject' | 'never answer' | 'answer late' | 'lose the answer';

const methods = [
  'readState',
  'writeStates',
  'deleteState',
  'readMutations',
  'addMutation',
  'changeMutation',
  'clear',
] as const;

export type StorageMethod = (typeof methods)[number];

/** A call of the storage, by its number among all. */
export interface StorageCall {
  readonly number: number;
  readonly method: StorageMethod;
  readonly args: readonly unknown[];
}

/** ms; with the clock that is in a hurry past what a call is waited for. */
const LATE_MS = 150;

/**
 * A storage whose calls fail as it is told.
 *
 * @param faultOf what becomes of a call; `undefined` lets it be
 */
export function faultyStorage(
  inner: Storage,
  faultOf: (call: StorageCall) => StorageFault | undefined,
): Storage & { readonly calls: readonly StorageCall[] } {
  const calls: StorageCall[] = [];
  const wrap =
    (method: StorageMethod) =>
    (...args: readonly unknown[]): Promise<unknown> => {
      const call = { number: calls.length + 1, method, args };
      calls.push(call);
      const work = () => (inner[method] as (...given: readonly unknown[]) => Promise<unknown>)(...args);
      const fault = faultOf(call);
      const broken = new Error(`call ${call.number}, ${method}, is broken`);
      if (fault === undefined) return work();
      if (fault === 'throw') throw broken;
      if (fault === 'reject') return Promise.reject(broken);
      if (fault === 'never answer') return new Promise(() => undefined);
      if (fault === 'lose the answer') return work().then(() => Promise.reject(broken));
      return work().then(async (answer) => {
        await new Promise((resolve) => setTimeout(resolve, LATE_MS));
        return answer;
      });
    };
  const wrapped = Object.fromEntries(methods.map((method) => [method, wrap(method)]));
  return { ...(wrapped as unknown as Storage), close: () => inner.close(), calls };
}
