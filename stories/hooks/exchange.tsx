import { useModel, useOptimistic, type TrackedMutation } from 'ably-models-react';
import type { Comment, Post } from '../live-sync/backend/post.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { Composer } from '../ui/composer.js';
import { stagesOf } from '../ui/mutation-stages.js';
import { ChoiceSetting, RangeSetting } from '../ui/setting.js';
import { StatusBar } from '../ui/status-bar.js';
import { Timeline } from '../ui/timeline.js';
import { useAdjustable } from '../ui/use-adjustable.js';
import { Notice } from './notice.js';
import { commentOf, outcomes, type Outcome } from './post-backend.js';
import type { SceneArgs } from './scene.js';
import type { World } from './world.js';

export interface ExchangeArgs extends SceneArgs {
  /** What the backend does with a write. */
  readonly outcome: Outcome;
  /** ms without a confirmation until a change is taken back. */
  readonly timeoutMs: number;
}

interface ExchangeProps {
  readonly world: World;
  readonly args: ExchangeArgs;
}

/** One hook's mutations: the post that they change, the backend that decides, and how far each has come. */
export function Exchange({ world, args }: ExchangeProps) {
  const { backend, post, postId } = world;
  const [outcome, setOutcome] = useAdjustable(args.outcome);
  const [timeout, setTimeout] = useAdjustable(args.timeoutMs);
  const [latency, setLatency] = useAdjustable(args.latencyMs);

  const { data, confirmed } = useModel(post);
  const { mutate, pending, settled, isPending, error, reset } = useOptimistic(post, {
    event: (text: string) => ({ name: 'comment.added', data: commentOf('You', text) }),
    send: (write) => backend.write(postId, { ...write, outcome }),
    timeout,
  });

  return (
    <>
      <div className="columns">
        <Card title="The post">
          <div className="panel">
            <CommentList comments={data?.comments ?? []} isPending={isMissingIn(confirmed)} />
            {error !== undefined && (
              <Notice action="Dismiss" onAction={reset}>
                {error.message}
              </Notice>
            )}
            <Composer onSubmit={mutate} />
          </div>
          <StatusBar of={post} />
        </Card>
        <Card title="The backend">
          <ChoiceSetting
            name="A write is"
            hint="What becomes of it"
            value={outcome}
            choices={outcomes}
            onChange={setOutcome}
          />
          <RangeSetting
            name="Latency"
            hint="Of each request and message, each way"
            value={latency}
            max={1000}
            step={50}
            unit="ms"
            onChange={(ms) => {
              setLatency(ms);
              world.setLatency(ms);
            }}
          />
          <RangeSetting
            name="Timeout"
            hint="Until the hook takes the change back"
            value={timeout}
            max={10_000}
            step={500}
            unit="ms"
            onChange={setTimeout}
          />
        </Card>
      </div>
      <Card title="Mutations" actions={isPending && <Badge tone="accent">{pending.length} on the way</Badge>}>
        <Timeline
          label="Mutations"
          empty="Comment: each change is listed here, with what became of it and when."
          entries={[...settled, ...pending].reverse().map(toEntry)}
        />
      </Card>
    </>
  );
}

export const isMissingIn = (confirmed: Post | undefined) => (comment: Comment) =>
  confirmed?.comments.every(({ id }) => id !== comment.id) ?? false;

function toEntry(mutation: TrackedMutation<{ readonly data: Comment }>) {
  const { mutationId, event, stage } = mutation;
  return {
    id: mutationId,
    what: (
      <>
        <span className="timeline__text">Comment “{event.data.text}”</span>
        {(stage === 'applied' || stage === 'acknowledged') && (
          <Button look="quiet" className="timeline__action" onClick={() => mutation.cancel()}>
            Cancel
          </Button>
        )}
      </>
    ),
    stages: stagesOf(mutation),
  };
}
