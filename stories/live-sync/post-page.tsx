import { useLayoutEffect } from 'react';
import { CommentList } from '../ui/comment-list.js';
import { Composer } from '../ui/composer.js';
import { LikeButton } from './like-button.js';
import { TakenBack } from './taken-back.js';
import { TitleEditor } from './title-editor.js';
import { usePost, type PostMutation } from './use-post.js';
import type { World } from './world.js';

export interface PostPageProps {
  readonly world: World;
  readonly who: string;
  /** Told of every mutation's way, for the timeline. */
  readonly onMutations: (who: string, mutations: readonly PostMutation[]) => void;
}

/** What an application would show: it knows the post and how to change it, and nothing of channels. */
export function PostPage({ world, who, onMutations }: PostPageProps) {
  const { result, mutate, pending, settled } = usePost(world);
  // Before the browser paints: the timeline shows a change together with the post.
  useLayoutEffect(() => onMutations(who, [...settled, ...pending]), [onMutations, who, settled, pending]);

  if (result.data === undefined) {
    return (
      <p className="post post--loading" role="status">
        Loading…
      </p>
    );
  }
  const { data, confirmed } = result;
  const confirmedIds = new Set(confirmed.comments.map(({ id }) => id));
  return (
    <article className="post">
      <header className="post__head">
        <TitleEditor
          title={data.title}
          isPending={data.title !== confirmed.title}
          onChange={(title) => mutate({ name: 'title.edited', data: { title } })}
        />
        <LikeButton
          likedBy={data.likedBy}
          who={who}
          onChange={(liked) => mutate({ name: 'like.set', data: { reader: who, liked } })}
        />
      </header>
      <CommentList
        comments={data.comments}
        who={who}
        isPending={({ id }) => !confirmedIds.has(id)}
        onDelete={(id) => mutate({ name: 'comment.deleted', data: { id } })}
      />
      <TakenBack mutations={settled} onRetry={mutate} />
      <Composer
        onSubmit={(text) =>
          mutate({ name: 'comment.added', data: { id: crypto.randomUUID(), author: who, text } })
        }
      />
    </article>
  );
}
