import type { PGlite } from '@electric-sql/pglite';
import type { Comment } from './post.js';
import { write, WriteRefused } from './write.js';

/** What every command is told: whose mutation it is, and which post it concerns. */
export interface Target {
  readonly mutationId: string;
  readonly postId: string;
}

export function addComment(
  database: PGlite,
  { id, author, text, ...target }: Target & Comment,
): Promise<void> {
  return write(database, {
    ...target,
    name: 'comment.added',
    change: async (transaction) => {
      await transaction.query('INSERT INTO comments (id, post_id, author, text) VALUES ($1, $2, $3, $4)', [
        id,
        target.postId,
        author,
        text,
      ]);
      return { id, author, text };
    },
  });
}

export function deleteComment(database: PGlite, { id, ...target }: Target & { id: string }): Promise<void> {
  return write(database, {
    ...target,
    name: 'comment.deleted',
    change: async (transaction) => {
      const { affectedRows } = await transaction.query(
        'DELETE FROM comments WHERE id = $1 AND post_id = $2',
        [id, target.postId],
      );
      if (affectedRows === 0) throw new WriteRefused('the comment is gone');
      return { id };
    },
  });
}

export function editTitle(database: PGlite, { title, ...target }: Target & { title: string }): Promise<void> {
  return write(database, {
    ...target,
    name: 'title.edited',
    change: async (transaction) => {
      await transaction.query('UPDATE posts SET title = $2 WHERE id = $1', [target.postId, title]);
      return { title };
    },
  });
}

/** Not a toggle: sent twice, or late, it still does what the reader saw. */
export function setLike(
  database: PGlite,
  { reader, liked, ...target }: Target & { reader: string; liked: boolean },
): Promise<void> {
  return write(database, {
    ...target,
    name: 'like.set',
    change: async (transaction) => {
      await transaction.query(
        liked
          ? 'INSERT INTO likes (post_id, reader) VALUES ($1, $2) ON CONFLICT DO NOTHING'
          : 'DELETE FROM likes WHERE post_id = $1 AND reader = $2',
        [target.postId, reader],
      );
      return { reader, liked };
    },
  });
}
