import { AblyError } from './errors.js';
import { encodedData, isRecord, ownClientId, type Publisher } from './messages.js';
import { PresenceAction, type WirePresence } from './protocol.js';
import { randomId } from './random-id.js';

export type PresenceListener = (events: readonly WirePresence[]) => void;

/** What a client says of a member: that it enters, leaves, or has new data. */
export type PresenceDraft = Pick<WirePresence, 'action' | 'clientId' | 'data' | 'encoding' | 'extras'>;

/** Who is present on a channel. A member is a client id on a connection, and leaves with the connection (RTP). */
export class Presence {
  readonly #now: () => number;
  readonly #members = new Map<string, WirePresence>();
  readonly #listeners = new Set<PresenceListener>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get size(): number {
    return this.#members.size;
  }

  /** The members, each as `present`. */
  get members(): WirePresence[] {
    return [...this.#members.values()].map((member) => ({ ...member, action: PresenceAction.present }));
  }

  listen(listener: PresenceListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** `id` is that of the whole publication. */
  take(drafts: readonly PresenceDraft[], connectionId: string, id: string): void {
    const timestamp = this.#now();
    const events = drafts.map((draft, index) => ({
      ...draft,
      id: `${id}:${index}`,
      connectionId,
      timestamp,
    }));
    for (const event of events) {
      const member = `${connectionId}:${event.clientId}`;
      if (event.action === PresenceAction.leave) this.#members.delete(member);
      else this.#members.set(member, event);
    }
    for (const listener of this.#listeners) listener(events);
  }

  /** The connection is gone, or does not want the channel any more: its members leave. */
  leave(connectionId: string): void {
    const leaving = [...this.#members.values()].filter((member) => member.connectionId === connectionId);
    if (leaving.length === 0) return;
    const drafts = leaving.map((member) => ({ ...member, action: PresenceAction.leave }));
    // An id that does not begin with the connection's: clients then compare times, not the client's own counting (RTP2b1).
    this.take(drafts, connectionId, randomId());
  }
}

/** Throws 40000 and 40012 for what is no presence, or somebody else's. */
export function readPresence(events: unknown, publisher: Publisher): PresenceDraft[] {
  if (!Array.isArray(events) || events.length === 0) {
    throw new AblyError(40000, 'unable to change presence; nobody is named');
  }
  return events.map((event: unknown) => {
    if (!isRecord(event)) throw new AblyError(40000, 'unable to change presence; an event is an object');
    const { action, extras } = event;
    if (
      action !== PresenceAction.enter &&
      action !== PresenceAction.leave &&
      action !== PresenceAction.update
    ) {
      throw new AblyError(40000, 'unable to change presence; an event enters, leaves or updates');
    }
    const clientId = ownClientId(event, publisher);
    if (clientId === undefined)
      throw new AblyError(40012, 'unable to change presence; there is no client id');
    return { action, clientId, ...encodedData(event), ...(isRecord(extras) && { extras }) };
  });
}
