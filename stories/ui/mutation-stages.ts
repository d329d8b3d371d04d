import type { TrackedMutation } from 'ably-models-react';
import type { Stage } from './timeline.js';

const ends = {
  applied: 'Confirmed',
  acknowledged: 'Confirmed',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
} satisfies Record<TrackedMutation<unknown>['stage'], string>;

export const startOf = ({ steps }: TrackedMutation<unknown>) => steps[0]?.at ?? 0;

/** How far a mutation has come, for the timeline. */
export function stagesOf(mutation: TrackedMutation<unknown>): Stage[] {
  const after = (...stages: TrackedMutation<unknown>['stage'][]) => {
    const step = mutation.steps.find(({ stage }) => stages.includes(stage));
    return step === undefined ? undefined : step.at - startOf(mutation);
  };
  return [
    { name: 'Applied', after: after('applied') },
    { name: 'Acknowledged', after: after('acknowledged') },
    {
      name: ends[mutation.stage],
      after: after('confirmed', 'rejected', 'failed', 'timed-out', 'cancelled'),
      tone: mutation.stage === 'confirmed' ? 'good' : 'bad',
    },
  ];
}
