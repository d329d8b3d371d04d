import type { SavedState } from '../model/saved-state.js';
import type { DehydratedState } from './dehydrated-state.js';
import type { PrefetchedModel } from './prefetch-model.js';

/**
 * Packs what `prefetchModel` has read, for `<HydrateModels>`.
 *
 * @param entries `undefined` is skipped: for a model that could not be read. Of two for one model the later read counts
 *
 * @example
 * const state = dehydrate(await prefetchModel(post('1')), await prefetchModel(author('7')));
 *
 * @example As a promise, behind which a boundary streams.
 * const state = prefetchModel(post('1')).then(dehydrate);
 */
export function dehydrate(...entries: readonly (PrefetchedModel | undefined)[]): DehydratedState {
  const models = new Map<string, SavedState>();
  for (const entry of entries) {
    if (entry === undefined) continue;
    const { name, data, sequenceId, takenAt } = entry;
    if ((models.get(name)?.takenAt ?? -Infinity) > takenAt) continue;
    models.set(name, { data, sequenceId, takenAt, syncedAt: takenAt });
  }
  return { version: 1, models: Object.fromEntries(models) };
}
