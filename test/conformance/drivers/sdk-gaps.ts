import type { Gaps } from '../suite.js';

/**
 * What the client of `@ably-labs/models` 0.0.4 does instead, where it lacks a behaviour. One sentence each: they are
 * the table of docs/comparison.md.
 */
export const sdkGaps = {
  'asks-nothing-when-made':
    'Asks for the time as soon as it is made and leaves the promise alone: an unhandled rejection.',
  'syncs-again-without-enough-history':
    'The second attempt meets the detach of the first one and fails, with an unhandled rejection.',
  'merges-late-lower-ids': 'Lost: the history is sorted and cut by number.',
  'orders-text-ids': 'Have no order: it never finds its place in the history, and gives up.',
  'tells-big-ids-apart': 'Are rounded to the same number: the later event is lost.',
  'merges-history-and-live-once': 'Merged twice.',
  'skips-what-the-sync-contains': 'Merged again.',
  'syncs-anew-without-going-back': 'Its second sync meets the detach of the first one, and rejects.',
  'syncs-anew-without-a-gap': 'Its second sync meets the detach of the first one, and rejects.',
  'retries-at-once': 'Rejects with "too many retries".',
  'retries-by-number': 'Only a function: a number is an error.',
  'merges-events-without-mutation-id': 'Dropped.',
  'survives-messages-without-headers': 'An unhandled rejection if it has other extras.',
  'merges-duplicates-once': 'Merged twice.',
  'buffers-and-orders-text': 'Stay in the order in which they came.',
  'orders-by-message': 'It gets the two ids only.',
  'works-beside-the-application':
    "Refuses a channel that is attached already, then detaches it: the application's own listeners hear nothing more.",
  'recovers-from-a-discontinuity': 'Says `ready`, and never hears another event.',
  'recovers-from-a-failed-resume': 'Not noticed: what was missed stays missing.',
  'recovers-late-lower-ids': 'Lost.',
  'syncs-when-history-has-expired': 'Not noticed: it keeps the old data and says `ready`.',
  'starts-again-after-a-failed-channel': 'Never gets over it.',
  'comes-back-online': 'Not noticed: what was missed stays missing.',
  'pages-through-the-history':
    'Asks for the first page again and again: it stays `syncing`, with hundreds of requests a second.',
  'stops-at-a-failing-merge':
    'Syncs and merges again and again, thousands of times a second, until the retries are over or the memory is full.',
  'stops-at-a-failing-merge-in-the-history': 'The same loop.',
  'retries-a-failing-history':
    'The next attempt meets the detach of the last one and fails, as do most after it: without an end to the retries, until the memory is full.',
  'forgets-the-confirmed': 'Each one is kept, and walked at every event.',
  'pauses-during-a-sync': 'The sync goes on, and ends as `ready`.',
  'resumes-by-replay-without-events': 'Syncs anew.',
  'rejects-what-is-pending-when-disposed': 'Resolves it.',
  'refuses-use-when-disposed': '`sync()` starts it, and an uncaught "object unsubscribed" follows.',
  'gets-a-fresh-model-after-dispose': 'Gives the disposed one for ever.',
  'takes-any-order-of-calls': 'They cut across each other, and it ends as `errored`.',
  'calls-back-first-with-the-optimistic': 'Called with the confirmed data.',
  'subscribes-before-the-sync': 'Throws, although its README does so.',
  'tells-subscribers-the-error': 'Never called with an error.',
  unsubscribes: 'They go on.',
  'shows-in-the-same-tick': 'A few microtasks later, and its subscribers hear it a timer later.',
  'shows-many-in-one-tick': 'Only the last one shows, until the next event.',
  'shows-before-the-first-sync': 'Calls the merge function without data, and rejects when that throws.',
  'takes-back-all-the-rejected': 'Some are overlooked: those changes stay until they time out.',
  'takes-back-after-five-seconds': 'After 120 seconds.',
  'settles-what-the-sync-contains': 'Shown twice until it times out.',
} satisfies Gaps;
