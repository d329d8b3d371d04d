import type { MutationStage } from '../../store/mutations.js';
import type { ModelRow } from '../snapshot.js';

export type Tone = 'good' | 'caution' | 'bad' | 'accent' | 'soft';

export function toneOf({ state, isStale }: Pick<ModelRow, 'state' | 'isStale'>): Tone {
  if (state === 'errored') return 'bad';
  if (state === 'syncing') return 'accent';
  if (state === 'ready') return isStale ? 'caution' : 'good';
  return 'soft';
}

export const stageTones: Readonly<Record<MutationStage, Tone>> = {
  applied: 'accent',
  acknowledged: 'accent',
  confirmed: 'good',
  rejected: 'bad',
  failed: 'bad',
  'timed-out': 'bad',
  cancelled: 'soft',
};
