import type { ConfirmedEvent } from 'ably-models-react';
import { freezePlain } from '../../src/model/plain-data.js';

let sequence = 0;

/** A confirmed event; frozen, so that who changes it fails. */
export function event<const Name extends string, Data>(name: Name, data: Data): ConfirmedEvent<Name, Data> {
  sequence += 1;
  const sequenceId = String(sequence);
  return freezePlain({ name, data, confirmed: true, rejected: false, mutationId: undefined, sequenceId });
}

/** What cannot be told from its type: whatever somebody publishes. */
export const junk = (data: unknown): ConfirmedEvent<string, never> => event('junk', data as never);

/** A state that fails whoever changes it. */
export const frozen = freezePlain;

export const thrownBy = (call: () => unknown): unknown => {
  try {
    call();
  } catch (thrown) {
    return thrown;
  }
  throw new Error('it did not throw');
};
