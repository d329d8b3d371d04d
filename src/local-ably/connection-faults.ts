import { matches, type Client, type ConnectionFilter } from './connection.js';
import { AblyError } from './errors.js';
import type { Realtime } from './realtime.js';
import type { Session } from './session.js';

/** An error that the server sends without being asked. */
export interface SentError extends ConnectionFilter {
  /** Ably's error code. */
  code?: number;
}

/** What can go wrong with connections. Each concerns all of them, or those that the filter means. */
export interface ConnectionFaults {
  /**
   * Cuts sockets without a closing handshake; clients will try to resume. With `refuseFor` (ms) they are kept out
   * for that long. Gives how many were cut.
   */
  dropConnections(which?: ConnectionFilter & { refuseFor?: number }): number;
  /** Keeps new sockets out (open ones stay), or lets them in again. `false` without a filter ends every refusal. */
  refuseConnections(refuse: boolean, which?: ConnectionFilter): void;
  /** Forgets what is needed to resume: the next resume fails with 80018, on channels continuity is lost. */
  forgetConnections(which?: ConnectionFilter): number;
  /**
   * Sends DISCONNECTED, with code 80003 by default, and closes; clients will try to resume, with a new token if the
   * code is 40142. Gives how many.
   */
  disconnectConnections(which?: SentError): number;
  /** Sends ERROR, with code 80000 by default, and closes for good: clients are `failed`. Gives how many. */
  failConnections(which?: SentError): number;
}

/** The faults, and what the server has to know of them. */
export function createConnectionFaults({ connections }: Realtime) {
  const refusals = new Set<ConnectionFilter>();
  const timers = new Set<ReturnType<typeof setTimeout>>();

  const onSessions = (filter: ConnectionFilter, act: (session: Session) => void): number => {
    const sessions = connections.sessions(filter);
    sessions.forEach(act);
    return sessions.length;
  };

  const faults: ConnectionFaults = {
    dropConnections({ refuseFor, ...filter } = {}) {
      if (refuseFor !== undefined) {
        refusals.add(filter);
        const timer = setTimeout(() => {
          timers.delete(timer);
          refusals.delete(filter);
        }, refuseFor);
        timers.add(timer);
      }
      return onSessions(filter, (session) => session.drop());
    },
    refuseConnections(refuse, filter = {}) {
      if (refuse) refusals.add(filter);
      else for (const refusal of refusals) if (includes(filter, refusal)) refusals.delete(refusal);
    },
    forgetConnections: (filter = {}) => connections.forget(filter),
    disconnectConnections({ code = 80003, ...filter } = {}) {
      const error = new AblyError(code, 'unable to go on with the connection; it was asked to be lost');
      return onSessions(filter, (session) => session.disconnect(error));
    },
    failConnections({ code = 80000, ...filter } = {}) {
      const error = new AblyError(code, 'unable to go on with the connection; it was asked to fail');
      return onSessions(filter, (session) => session.fail(error));
    },
  };

  return {
    faults,
    refuses: (client: Client): boolean => [...refusals].some((refusal) => matches(refusal, client)),
    end(): void {
      refusals.clear();
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

/** Whether a refusal says no more than the filter: `{}` includes them all. */
function includes(filter: ConnectionFilter, { clientId, connectionId, keyName }: ConnectionFilter): boolean {
  return matches(filter, { clientId, connectionId, keyName });
}
