import { Avatar } from '../ui/avatar.js';
import { Card } from '../ui/card.js';
import { Timeline, type Stage } from '../ui/timeline.js';
import { describe, type PostMutation } from './use-post.js';

interface MutationTimelineProps {
  readonly mutations: Readonly<Record<string, readonly PostMutation[]>>;
}

const shownAtMost = 6;

/** What has become of the latest mutations of all people, newest first. */
export function MutationTimeline({ mutations }: MutationTimelineProps) {
  const entries = Object.entries(mutations)
    .flatMap(([who, made]) => made.map((mutation) => ({ who, mutation, at: startOf(mutation) })))
    .sort((a, b) => b.at - a.at)
    .slice(0, shownAtMost);
  return (
    <Card title="Mutations">
      <Timeline
        label="Mutations"
        empty="Change something above: each change is listed here, with what became of it and when."
        entries={entries.map(({ who, mutation }) => ({
          id: mutation.mutationId,
          what: (
            <>
              <Avatar name={who} small />
              <span className="visually-hidden">{who}: </span>
              <span className="timeline__text">{describe(mutation.event)}</span>
            </>
          ),
          stages: stagesOf(mutation),
        }))}
      />
    </Card>
  );
}

const startOf = ({ steps }: PostMutation) => steps[0]?.at ?? 0;

const ends = {
  applied: 'Confirmed',
  acknowledged: 'Confirmed',
  confirmed: 'Confirmed',
  rejected: 'Rejected',
  failed: 'Failed',
  'timed-out': 'Timed out',
  cancelled: 'Cancelled',
} satisfies Record<PostMutation['stage'], string>;

function stagesOf(mutation: PostMutation): Stage[] {
  const after = (...stages: PostMutation['stage'][]) => {
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
