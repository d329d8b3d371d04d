import type { PGlite } from '@electric-sql/pglite';
import { channelOf, type Post } from './post.js';

/**
 * Reads a post, and how far its channel has come, in one statement: one statement sees one snapshot, so no
 * change is in the post but not in the sequence id, or the other way round.
 *
 * The newest id is that of the post's own channel, not of the whole outbox: only then does the model find it
 * there, and know exactly where to go on. `'0'` is before the first event.
 */
export async function readPost(
  database: PGlite,
  postId: string,
): Promise<{ data: Post; sequenceId: string } | undefined> {
  const { rows } = await database.query<{ data: Post; sequenceId: string }>(
    `SELECT
       json_build_object(
         'id', post.id,
         'title', post.title,
         'likedBy', (
           SELECT COALESCE(json_agg(reader ORDER BY reader), '[]') FROM likes WHERE post_id = post.id
         ),
         'comments', (
           SELECT COALESCE(json_agg(json_build_object('id', id, 'author', author, 'text', text)
                                    ORDER BY created_at), '[]')
           FROM comments WHERE post_id = post.id
         )
       ) AS "data",
       COALESCE((SELECT max(sequence_id) FROM outbox WHERE channel = $2), 0)::text AS "sequenceId"
     FROM posts post WHERE post.id = $1`,
    [postId, channelOf(postId)],
  );
  return rows[0];
}
