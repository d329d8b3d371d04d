import type { PGlite } from '@electric-sql/pglite';
import { channelOf, type PostEvent } from '../../../stories/live-sync/backend/post.js';

/** A change as the server has committed it. */
export interface CommittedChange {
  readonly postId: string;
  readonly mutationId: string;
  readonly event: PostEvent;
}

/** What changed in the post since, and how far its channel has come, in one statement: one snapshot. */
export async function readDelta(
  database: PGlite,
  postId: string,
  since: string,
): Promise<{ events: unknown[]; sequenceId: string } | undefined> {
  const { rows } = await database.query<{ events: unknown[]; sequenceId: string }>(
    `SELECT
       COALESCE(
         json_agg(
           json_build_object('name', name, 'data', data, 'sequenceId', sequence_id::text,
                             'mutationId', mutation_id, 'rejected', rejected)
           ORDER BY sequence_id
         ) FILTER (WHERE sequence_id > $2::bigint), '[]'
       ) AS events,
       COALESCE(max(sequence_id), 0)::text AS "sequenceId"
     FROM outbox WHERE channel = $1`,
    [channelOf(postId), since],
  );
  return rows[0];
}

/** All that the server has committed to the posts, in order. */
export async function readChanges(database: PGlite, postIds: readonly string[]): Promise<CommittedChange[]> {
  const { rows } = await database.query<CommittedChange>(
    `SELECT substring(channel FROM 7) AS "postId", mutation_id AS "mutationId",
            json_build_object('name', name, 'data', data) AS event
     FROM outbox WHERE channel = ANY ($1) ORDER BY sequence_id`,
    [postIds.map(channelOf)],
  );
  return rows;
}
