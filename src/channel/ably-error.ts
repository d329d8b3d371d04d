import { ModelsError, reasonOf } from '../errors.js';

/** Ably's code for "the key or token may not do this" (https://ably.com/docs/platform/errors/codes). */
const CAPABILITY_DENIED = 40160;

export function isCapabilityDenied(thrown: unknown): boolean {
  return (
    typeof thrown === 'object' && thrown !== null && 'code' in thrown && thrown.code === CAPABILITY_DENIED
  );
}

/** What Ably refused, in this package's words; names the capability when that is what is missing. */
export function toChannelError(
  action: string,
  capability: 'subscribe' | 'history',
  thrown: unknown,
): ModelsError {
  if (thrown instanceof ModelsError) return thrown;
  if (isCapabilityDenied(thrown)) {
    return new ModelsError(
      'capability-denied',
      `unable to ${action}; the key or token lacks the capability "${capability}": ${reasonOf(thrown)}`,
      { cause: thrown },
    );
  }
  return new ModelsError('channel-failed', `unable to ${action}; ${reasonOf(thrown)}`, { cause: thrown });
}
