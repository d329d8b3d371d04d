import type { PGlite } from '@electric-sql/pglite';

/** Every request that has arrived, whatever became of it. */
export const requestsSchema = `
  CREATE TABLE requests (
    arrival     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_name   TEXT NOT NULL,
    tab         TEXT NOT NULL,
    method      TEXT NOT NULL,
    post_id     TEXT NOT NULL,
    since       TEXT,
    mutation_id TEXT
  );
`;

export interface ApiRequest {
  /** Who says to be signed in, and in which tab. */
  readonly user: string;
  readonly tab: string;
  readonly method: 'GET' | 'POST';
  readonly postId: string;
  /** Of a read: only what changed after it is wanted. */
  readonly since?: string | undefined;
  /** Of a write. */
  readonly mutationId?: string | undefined;
}

export async function noteRequest(database: PGlite, request: ApiRequest): Promise<void> {
  const { user, tab, method, postId, since = null, mutationId = null } = request;
  await database.query(
    `INSERT INTO requests (user_name, tab, method, post_id, since, mutation_id) VALUES ($1, $2, $3, $4, $5, $6)`,
    [user, tab, method, postId, since, mutationId],
  );
}

/** Those for one of the posts, in the order of their arrival. */
export async function readRequests(database: PGlite, postIds: readonly string[]): Promise<ApiRequest[]> {
  const { rows } = await database.query<{ request: ApiRequest }>(
    `SELECT json_strip_nulls(json_build_object('user', user_name, 'tab', tab, 'method', method,
              'postId', post_id, 'since', since, 'mutationId', mutation_id)) AS request
     FROM requests WHERE post_id = ANY ($1) ORDER BY arrival`,
    [postIds],
  );
  return rows.map(({ request }) => request);
}
