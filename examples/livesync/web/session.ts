import { Realtime } from 'ably';
import { ModelsClient } from 'ably-models-react';
import { persistModels } from 'ably-models-react/persist';
import { createContext, use } from 'react';
import type { Member, Project } from '../shared/tracker.js';
import { listProjects, readAblyOptions, sendChange } from './api.js';
import { isOffline } from './offline.js';
import { openRefusals } from './refusals.js';

/** A member who is signed in, and the connection that the page has for them. */
export interface Session {
  readonly member: Member;
  readonly client: ModelsClient;
  /** Which there were when the page was opened; their names are live in their models. */
  readonly projects: readonly Pick<Project, 'id' | 'name'>[];
}

/**
 * Connects for a member, and keeps what they see and change on this machine.
 *
 * @throws what the network throws, where the page was never open on this machine before
 */
export async function openSession(member: Member): Promise<Session> {
  openRefusals(member.id);
  const [options, projects] = await Promise.all([readAblyOptions(), listProjects()]);
  const ably = new Realtime({
    ...options,
    authUrl: `/api/token?member=${member.id}`,
    autoConnect: !isOffline.current,
    disconnectedRetryTimeout: 2_000,
  });
  isOffline.subscribe(() => (isOffline.current ? ably.close() : ably.connect()));

  const client = new ModelsClient({ ably });
  persistModels(client, {
    user: member.id,
    // A backend in memory begins anew with each start, with its local Ably on another port: what was kept of the one before
    // is not of this one.
    version: `1:${options.port ?? ''}`,
    sends: { change: sendChange },
  });
  return { member, client, projects };
}

export const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = use(SessionContext);
  if (session === undefined) throw new Error('unable to use the session; nobody is signed in');
  return session;
}
