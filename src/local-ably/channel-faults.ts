import type { Attachments } from './attachments.js';
import type { Channels } from './channels.js';
import type { ConnectionFilter } from './connection.js';
import type { SentError } from './connection-faults.js';
import { AblyError } from './errors.js';
import { assertCount, type FailureOptions, type RequestFailures } from './failures.js';
import type { Disturbance } from './fanout.js';
import { Action, type WireMessage } from './protocol.js';
import type { Realtime } from './realtime.js';

/** Which messages of a channel, on their way to which clients. */
export interface DeliveryFilter extends ConnectionFilter {
  /** Default: every message. One of several that were published together is enough: they travel together. */
  where?: (message: WireMessage) => boolean;
}

/**
 * What can go wrong on a channel. Nothing here is left to chance: what is to come is counted in publishes (messages
 * published together count once), whether anybody is attached or not. Faults of one kind that are ordered for the same
 * clients strike one after the other.
 */
export interface ChannelFaults {
  /** The next `times` publishes (default 1) are not delivered. History has them. */
  loseMessages(channel: string, which?: DeliveryFilter & { times?: number }): void;
  /** The next `times` publishes (default 1) are delivered twice, with the same id. */
  duplicateMessages(channel: string, which?: DeliveryFilter & { times?: number }): void;
  /**
   * The next publishes are delivered in this order, each as early as it allows: `[1, 2, 0]` holds the next one back
   * behind the two after it. A position given twice is delivered twice, one left out not at all. History has the true
   * order, and who attaches or resumes meanwhile gets it.
   */
  reorderMessages(channel: string, order: readonly number[], which?: DeliveryFilter): void;

  /**
   * Sends ATTACHED without RESUMED to those who are attached: an `update` with `resumed: false`. What is published
   * in `during`, and what is held back, they miss; without it they miss nothing, but cannot know. Gives how many.
   */
  loseContinuity(channel: string, which?: ConnectionFilter & { during?: () => void }): number;
  /**
   * The next attach by each connection that exists now is not resumed, error 90003, though the connection may
   * be. Gives how many.
   */
  expireSerials(channel: string, which?: ConnectionFilter): number;
  /**
   * Forgets history now, as the end of the retention does: all of it, the `oldest` so many messages, or those `before`
   * a serial. Who would need what is forgotten in order to resume is not resumed, error 90003.
   */
  expireHistory(channel: string, upTo?: { oldest: number } | { before: string }): void;

  /** Sends DETACHED, with code 90001 by default; clients attach again at once. Gives how many. */
  detachChannel(channel: string, which?: SentError): number;
  /** Sends ERROR, with code 90000 by default; the channel is `failed`. Gives how many. */
  failChannel(channel: string, which?: SentError): number;

  /** The next attaches are answered with DETACHED, code 90000: the channel is `suspended`, and tried again by the client. */
  failAttaches(which?: FailureOptions): void;
  /** The next publishes, over a connection or by request, are refused: 42911, rate limit, by default. */
  failPublishes(which?: FailureOptions): void;
  /** The next history requests are refused: 500 by default. They have no connection: only a client id and a key. */
  failHistory(which?: FailureOptions): void;
}

export interface ChannelFaultParts {
  channels: Channels;
  realtime: Realtime;
  failures: RequestFailures;
}

/** How many messages a reordering may span, so that what it holds back stays bounded. */
const maxHeldBack = 1000;

/** The faults, and how to end them. */
export function createChannelFaults({ channels, realtime: { connections }, failures }: ChannelFaultParts) {
  const attached = (channel: string, filter: ConnectionFilter): Attachments[] =>
    connections
      .sessions(filter)
      .map(({ attachments }) => attachments)
      .filter((attachments) => attachments.isAttached(channel));

  const detach = (channel: string, filter: ConnectionFilter, action: number, code: number): number => {
    const concerned = attached(channel, filter);
    const error = new AblyError(code, 'unable to keep the channel attached; it was asked to be lost');
    for (const attachments of concerned) attachments.end(channel, action, error);
    return concerned.length;
  };

  const disturb = (
    channel: string,
    { where = () => true, ...clients }: DeliveryFilter,
    how: Pick<Disturbance, 'take' | 'order' | 'times'>,
  ): void => {
    assertCount('times', how.times, 1);
    const { fanout } = channels.get(channel);
    fanout.disturb({ clients, where: ({ messages }) => messages.some(where), ...how });
  };

  const faults: ChannelFaults = {
    loseMessages: (channel, { times = 1, ...which } = {}) =>
      disturb(channel, which, { take: 1, order: [], times }),
    duplicateMessages: (channel, { times = 1, ...which } = {}) =>
      disturb(channel, which, { take: 1, order: [0, 0], times }),
    reorderMessages(channel, order, which = {}) {
      for (const position of order) assertCount('order', position, 0, maxHeldBack - 1);
      disturb(channel, which, { take: Math.max(0, ...order) + 1, order, times: 1 });
    },

    loseContinuity(channel, { during, ...filter } = {}) {
      const resumptions = attached(channel, filter).map((attachments) => attachments.interrupt(channel));
      try {
        during?.();
      } finally {
        for (const resume of resumptions) resume();
      }
      return resumptions.length;
    },
    expireSerials(channel, filter = {}) {
      const known = connections.matching(filter);
      for (const { expiredChannels } of known) expiredChannels.add(channel);
      return known.length;
    },
    expireHistory(channel, upTo = { oldest: Infinity }) {
      if ('oldest' in upTo) assertCount('oldest', upTo.oldest, 0);
      channels.get(channel).expire('oldest' in upTo ? upTo.oldest : upTo.before);
    },

    detachChannel: (channel, { code = 90001, ...filter } = {}) =>
      detach(channel, filter, Action.detached, code),
    failChannel: (channel, { code = 90000, ...filter } = {}) => detach(channel, filter, Action.error, code),

    failAttaches: (which = {}) => failures.attaches.order(which),
    failPublishes: (which = {}) => failures.publishes.order(which),
    failHistory: (which = {}) => failures.history.order(which),
  };

  return {
    faults,
    end(): void {
      for (const name of channels.names) channels.get(name).fanout.settle();
      for (const kind of [failures.attaches, failures.publishes, failures.history]) kind.clear();
      for (const { expiredChannels } of connections.matching({})) expiredChannels.clear();
    },
  };
}
