import { useModel } from 'ably-models-react';
import { Card } from '../ui/card.js';
import { CommentList } from '../ui/comment-list.js';
import { StatusBar } from '../ui/status-bar.js';
import type { World } from './world.js';

/** The whole of a read: a model, and what to show meanwhile. */
export function LivePost({ world }: { readonly world: World }) {
  const { data, isPending } = useModel(world.post);
  return (
    <Card title="Your component">
      {isPending || data === undefined ? (
        <p className="panel panel__soft" role="status">
          Loading…
        </p>
      ) : (
        <div className="panel">
          <h3 className="panel__title">{data.title}</h3>
          <CommentList comments={data.comments} />
        </div>
      )}
      <StatusBar of={world.post} />
    </Card>
  );
}
