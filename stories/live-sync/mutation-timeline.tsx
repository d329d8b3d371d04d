import { Avatar } from '../ui/avatar.js';
import { Card } from '../ui/card.js';
import { startOf, stagesOf } from '../ui/mutation-stages.js';
import { Timeline } from '../ui/timeline.js';
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
