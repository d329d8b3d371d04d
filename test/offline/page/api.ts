import type { SyncContext, SyncDelta, SyncResult } from 'ably-models-react';
import { NonRetriableError, type SendRequest } from 'ably-models-react/persist';
import type { Post, PostEvent } from '../../../stories/live-sync/backend/post.js';

const parameters = new URLSearchParams(location.search);

/** Who is signed in. */
export const user = parameters.get('user') ?? 'nobody';

/** The posts that the page shows. */
export const postIds = parameters.get('posts')?.split(',') ?? [];

const headers = { 'x-user': user, 'x-tab': parameters.get('tab') ?? '' };

export async function readPost(
  id: string,
  { since, signal }: SyncContext,
): Promise<SyncResult<Post> | SyncDelta> {
  const query = since === undefined ? '' : `?since=${since}`;
  const response = await fetch(`/api/posts/${id}${query}`, { headers, signal });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  return (await response.json()) as SyncResult<Post> | SyncDelta;
}

export async function writePost({ mutationId, event, model, signal }: SendRequest<PostEvent>): Promise<void> {
  const response = await fetch(`/api/${model.replace(':', '/')}`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ mutationId, event }),
    signal,
  });
  if (response.ok) return;
  const message = `the server answered ${response.status}`;
  throw response.status < 500 ? new NonRetriableError(message) : new Error(message);
}
