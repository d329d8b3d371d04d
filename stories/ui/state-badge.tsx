import type { ModelStatusResult } from 'ably-models-react';
import { Badge, type Tone } from './badge.js';

const reasons = {
  'out-of-view': 'out of view',
  'page-hidden': 'page hidden',
  unused: 'unused',
  user: 'by hand',
} satisfies Record<NonNullable<ModelStatusResult['pausedReason']>, string>;

const looks: Record<ModelStatusResult['state'], readonly [tone: Tone, label: string]> = {
  initialized: ['plain', 'Idle'],
  syncing: ['accent', 'Catching up'],
  ready: ['good', 'Live'],
  paused: ['caution', 'Paused'],
  errored: ['bad', 'Failed'],
  disposed: ['plain', 'Let go of'],
};

/** Where a model stands, and why it is paused. */
export function StateBadge({ state, pausedReason }: Pick<ModelStatusResult, 'state' | 'pausedReason'>) {
  const [tone, label] = looks[state];
  const why = state === 'paused' && pausedReason !== undefined ? `: ${reasons[pausedReason]}` : '';
  return (
    <Badge tone={tone}>
      {label}
      {why}
    </Badge>
  );
}
