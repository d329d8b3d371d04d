import type { SyncResult } from 'ably-models-react';
import { NonRetriableError, type SendRequest } from 'ably-models-react/persist';
import type { Change, MutationResponse, Project } from '../shared/tracker.js';
import { keep, readKept } from './kept.js';
import { isOffline } from './offline.js';
import { projectIdOf } from './project-id.js';
import { refuse } from './refusals.js';
import { Value } from './value.js';

/** Why the latest request did not succeed, in words; undefined once one has. */
export const trouble = new Value<string | undefined>(undefined);

/** `GET /api/projects/:id` */
export const readProject = (id: string, signal: AbortSignal): Promise<SyncResult<Project>> =>
  getJson(`/api/projects/${encodeURIComponent(id)}`, signal);

/** `GET /api/projects`, or what it answered last: a page that is opened offline has a list all the same. */
export const listProjects = (): Promise<readonly Pick<Project, 'id' | 'name'>[]> => getKept('/api/projects');

/** `GET /api/ably`: how to reach Ably, besides the token. */
export const readAblyOptions = (): Promise<{ readonly port?: number }> => getKept('/api/ably');

/**
 * `POST /api/projects/:id/mutations`. Sent again with the same id, it does nothing again.
 *
 * @throws NonRetriableError where the server has decided against it; any other error where nothing is decided
 */
export async function sendChange({ mutationId, event, model }: SendRequest<Change>): Promise<void> {
  const projectId = projectIdOf(model);
  // Without the signal: where the channel tells of the refusal first, the request would be cut off, and with it the reason.
  const response = await request(`/api/projects/${encodeURIComponent(projectId)}/mutations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mutationId, ...event }),
  });
  if (!response.ok) throw new NonRetriableError(await reasonOf(response));
  const answer = (await response.json()) as MutationResponse;
  if (answer.decided === 'applied') return;
  refuse({ mutationId, projectId, change: event, reason: answer.reason });
  throw new NonRetriableError(answer.reason);
}

async function getKept<T>(path: string): Promise<T> {
  const key = `tracker:${path}`;
  try {
    const answer = await getJson<T>(path);
    keep(() => localStorage, key, answer);
    return answer;
  } catch (error) {
    const kept = readKept<T>(() => localStorage, key);
    if (kept === undefined) throw error;
    return kept;
  }
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const response = await request(path, signal === undefined ? {} : { signal });
  if (!response.ok) throw new Error(await reasonOf(response));
  return (await response.json()) as T;
}

async function request(path: string, init: RequestInit): Promise<Response> {
  assertOnline();
  const response = await fetch(path, init).catch((error: unknown) => {
    if (init.signal?.aborted !== true) trouble.set('The server cannot be reached');
    throw error;
  });
  // What arrives after the switch was turned has not arrived.
  assertOnline();
  if (response.status >= 500) {
    const reason = await reasonOf(response);
    trouble.set(`The server answers ${reason}`);
    throw new Error(reason);
  }
  trouble.set(undefined);
  return response;
}

function assertOnline(): void {
  if (isOffline.current) throw new TypeError('this window is offline, by its switch');
}

async function reasonOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => ({}))) as { readonly error?: string };
  return body.error === undefined ? `${response.status}` : `${response.status}, ${body.error}`;
}
