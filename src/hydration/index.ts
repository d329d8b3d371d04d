export { prefetchModel, type PrefetchedModel, type PrefetchOptions } from './prefetch-model.js';
export { dehydrate } from './dehydrate.js';
export type { DehydratedState } from './dehydrated-state.js';
export { serializeState } from './serialize-state.js';
export { HydrateModels, type HydrateModelsProps } from './hydrate-models.js';
