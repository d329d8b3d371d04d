import { ModelsError, toModelsError } from '../errors.js';

/** Ably's code for "the key or token may not do this" (https://ably.com/docs/platform/errors/codes). */
const CAPABILITY_DENIED = 40160;

export function isCapabilityDenied(thrown: unknown): boolean {
  return (thrown as { readonly code?: unknown } | null | undefined)?.code === CAPABILITY_DENIED;
}

/** What Ably refused, in this package's words; names the capability when that is what is missing. */
export function toChannelError(
  action: string,
  capability: 'subscribe' | 'history',
  thrown: unknown,
): ModelsError {
  if (thrown instanceof ModelsError) return thrown;
  return isCapabilityDenied(thrown)
    ? toModelsError(
        'capability-denied',
        action,
        thrown,
        `the key or token lacks the capability "${capability}": `,
      )
    : toModelsError('channel-failed', action, thrown);
}
