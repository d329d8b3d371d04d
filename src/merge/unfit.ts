/**
 * What a merge function throws at an event that it cannot merge. A plain error: the model makes a `merge-failed` of it,
 * which names the event, its sequence id and the model. It must not be a `TypeError`, which would be looked into for a
 * changed state.
 *
 * @param why as in `unable to merge event "x" …; <why>`
 */
export const unfit = (why: string, cause?: unknown): Error => new Error(why, { cause });
