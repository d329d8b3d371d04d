import { ModelsError } from '../errors.js';
import type { MutationEvent } from '../model/event.js';
import type { Mutation } from '../model/live-model.js';
import type { SdkModel } from './sdk-client.js';

/** The longest that a timer can wait, in ms. Time is kept by us, who stop the clock while nothing can be heard. */
const NEVER = 2 ** 31 - 1;

/**
 * Has the SDK look out for the backend's refusal: no other part of its public API tells of one. (A confirmation
 * comes as an event to merge.)
 */
export async function watchConfirmation(
  sdk: SdkModel,
  { mutationId, settled, cancel: takeBack }: Mutation,
  { name, data }: MutationEvent,
): Promise<void> {
  const ended = new AbortController();
  const end = () => ended.abort();
  settled.then(end, end);
  while (!ended.signal.aborted) {
    try {
      const [confirmation, cancel] = await sdk.optimistic({ mutationId, name, data }, { timeout: NEVER });
      // It keeps every mutation that was confirmed, and walks them all at each event, until it is told to cancel.
      // In a task of its own: while it works through what arrived, a cancellation makes it skip another mutation.
      const forget = () => setTimeout(() => void cancel().catch(() => undefined));
      settled.then(forget, forget);
      await confirmation;
      return;
    } catch (thrown) {
      // It goes by the id: told to forget an earlier attempt, it forgets the next one too.
      if (isCancellation(thrown)) continue;
      takeBack(
        new ModelsError(
          'mutation-rejected',
          `unable to confirm mutation "${mutationId}" (${name}); the backend rejected it`,
          { cause: thrown },
        ),
      );
      return;
    }
  }
}

/** What the SDK's own `cancel` rejects a confirmation with. */
function isCancellation(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.message === 'optimistic event cancelled';
}
