import type { Grant } from './authenticator.js';
import { clientOf, matches, type Connection, type ConnectionFilter } from './connection.js';
import { AblyError } from './errors.js';
import type { Settings } from './options.js';
import { randomId } from './random-id.js';
import type { Session } from './session.js';

/** The connections that are open, and those that could still be resumed. */
export class Connections {
  readonly #settings: Settings;
  readonly #removed: (connection: Connection) => void;
  readonly #connections = new Map<string, Connection>();

  constructor(settings: Settings, removed: (connection: Connection) => void) {
    this.#settings = settings;
    this.#removed = removed;
  }

  matching(filter: ConnectionFilter): Connection[] {
    return [...this.#connections.values()].filter((connection) => matches(filter, clientOf(connection)));
  }

  /** The sockets that those connections run on at present. */
  sessions(filter: ConnectionFilter): Session[] {
    return this.matching(filter).flatMap(({ session }) => session ?? []);
  }

  open(clientId: string | undefined, grant: Grant, continuityLost: boolean): Connection {
    const id = randomId();
    const connection: Connection = {
      id,
      key: newKey(id),
      clientId,
      grant,
      session: undefined,
      lostAt: 0,
      resumable: true,
      continuityLost,
      attachedOnce: new Set(),
      expiredChannels: new Set(),
    };
    this.#connections.set(id, connection);
    return connection;
  }

  /** The connection with that key, unless it is forgotten (RTN15c). Throws 40102 for another's connection. */
  find(connectionKey: string, clientId: string | undefined, grant: Grant): Connection | undefined {
    const connection = this.#connections.get(connectionKey.split('!')[0] ?? '');
    if (connection?.key !== connectionKey || !connection.resumable || this.#isExpired(connection))
      return undefined;
    if (connection.clientId !== clientId || connection.grant.keyName !== grant.keyName) {
      throw new AblyError(40102, 'unable to resume the connection; it belongs to another key or client id');
    }
    return connection;
  }

  /**
   * The connection is another client's from now on (RTN16d). With the old key the client before would take it back
   * as soon as it is cut off, and the two would do so for ever.
   */
  handOver(connection: Connection): void {
    connection.key = newKey(connection.id);
  }

  lost(connection: Connection): void {
    connection.session = undefined;
    connection.lostAt = this.#settings.now();
    if (!connection.resumable) this.remove(connection);
  }

  forget(filter: ConnectionFilter): number {
    const forgotten = this.matching(filter);
    for (const connection of forgotten) {
      connection.resumable = false;
      if (connection.session === undefined) this.remove(connection);
    }
    return forgotten.length;
  }

  remove(connection: Connection): void {
    if (this.#connections.delete(connection.id)) this.#removed(connection);
  }

  sweep(): void {
    for (const connection of this.#connections.values()) {
      if (this.#isExpired(connection)) this.remove(connection);
    }
  }

  #isExpired({ session, lostAt }: Connection): boolean {
    return session === undefined && lostAt + this.#settings.connectionStateTtl < this.#settings.now();
  }
}

const newKey = (id: string): string => `${id}!${randomId()}`;
