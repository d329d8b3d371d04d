import type { Contender } from '../contender.js';
import { ours } from './ours.js';
import { sdk } from './sdk.js';
import { swr } from './swr.js';
import { tanstackQuery } from './tanstack-query.js';
import { zustand } from './zustand.js';

export { ours, zustand };
export const contenders: readonly Contender[] = [ours, zustand, tanstackQuery, swr, sdk];
