import type { Grant } from './authenticator.js';
import type { Session } from './session.js';

/** A client's connection: it outlives the socket that it was made on, for `connectionStateTtl`. */
export interface Connection {
  readonly id: string;
  /** What the client shows to resume: the id, and a secret. */
  key: string;
  readonly clientId: string | undefined;
  /** May change while it lives, by AUTH. */
  grant: Grant;
  /** The socket that it runs on at present. */
  session: Session | undefined;
  /** When it lost its socket, by the server's clock. */
  lostAt: number;
  /** False once it is to be forgotten: it runs on, but cannot be resumed. */
  resumable: boolean;
  /**
   * The client came from a connection that could not be resumed: nobody knows what it missed there, so the serials
   * that it brings along count for nothing until the channel has been attached here.
   */
  readonly continuityLost: boolean;
  readonly attachedOnce: Set<string>;
  /** Channels that it cannot continue on at its next attach, since somebody asked for that. */
  readonly expiredChannels: Set<string>;
}

/** A client, as far as it can be told from others. */
export interface Client {
  clientId: string | undefined;
  connectionId: string | undefined;
  keyName: string | undefined;
}

export const clientOf = ({ id, clientId, grant }: Connection): Client => ({
  clientId,
  connectionId: id,
  keyName: grant.keyName,
});

/** Which connections; every field that is given must match. */
export interface ConnectionFilter {
  clientId?: string;
  connectionId?: string;
  /** `appId.keyId`, the part of the key before the colon. */
  keyName?: string;
}

export function matches(filter: ConnectionFilter, client: Client): boolean {
  return (
    (filter.clientId === undefined || filter.clientId === client.clientId) &&
    (filter.connectionId === undefined || filter.connectionId === client.connectionId) &&
    (filter.keyName === undefined || filter.keyName === client.keyName)
  );
}
