import { describe, expect, it } from 'vitest';
import { behaviours, type BehaviourId } from '../behaviours.js';
import { NotSimulated, testModels } from '../drivers/test-models.js';
import { createWorld } from '../world.js';

/** What asks for more of a server, or of a client, than test models have: a slow one, a refusal, a failed channel. */
const beyond: ReadonlySet<BehaviourId> = new Set<BehaviourId>([
  'asks-nothing-when-made',
  'merges-history-and-live-once',
  'syncs-again-without-enough-history',
  'syncs-anew-without-a-gap',
  'recovers-after-errored',
  'merges-duplicates-once',
  'buffers-and-dedupes',
  'recovers-from-a-suspended-channel',
  'starts-again-after-a-failed-channel',
  'comes-back-online',
  'stops-at-a-failing-merge',
  'pages-through-the-history',
  'retries-a-failing-history',
]);

/** It counts the timers of its process, and these tests share one with the test runner. */
const inAnotherProcess: BehaviourId = 'forgets-the-confirmed';

/** Ms to wait for a condition: long, so that a slow machine makes no difference. */
const PATIENCE = 10_000;

// What a test on test models sees must be what it would see on Ably.
describe('The client of ably-models-react, on the connection of test models', () => {
  for (const [id, { title, test }] of behaviours) {
    if (id === inAnotherProcess) continue;
    const attempt = async () => {
      const world = createWorld(testModels, PATIENCE);
      try {
        await test(world);
      } finally {
        await world.close();
      }
    };
    if (!beyond.has(id)) it(title, attempt, 60_000);
    else it(`is not asked whether: ${title}`, () => expect(attempt()).rejects.toBeInstanceOf(NotSimulated));
  }
});
