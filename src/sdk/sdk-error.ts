import { isCapabilityDenied } from '../channel/ably-error.js';
import { ModelsError, reasonOf } from '../errors.js';

/** What the SDK gave up with, in this package's words. What our own sync call threw comes back as it is. */
export function toSdkError(name: string, thrown: unknown): ModelsError {
  if (thrown instanceof ModelsError) return thrown;
  const reason = reasonOf(thrown);
  const because = (why: string) => `unable to catch up with the channel of model "${name}"; ${why}`;
  if (isCapabilityDenied(thrown)) {
    const why = `the key or token lacks the capability "subscribe" or "history": ${reason}`;
    return new ModelsError('capability-denied', because(why), { cause: thrown });
  }
  const code = reason.startsWith('insufficient history') ? 'insufficient-history' : 'channel-failed';
  return new ModelsError(code, because(reason), { cause: thrown });
}
