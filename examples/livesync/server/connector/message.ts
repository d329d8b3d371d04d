import { ErrorInfo, type Message } from 'ably';
import type { OutboxRow } from './outbox.js';

/**
 * The change event of a row. Its id is the row's number: published again within two minutes, it is dropped.
 *
 * @see https://ably.com/docs/livesync/postgres/models for the headers
 */
export const messageOf = ({ id, mutationId, name, rejected, data, headers }: OutboxRow): Message => ({
  id,
  name,
  data,
  extras: {
    headers: {
      ...headers,
      'x-ably-models-event-uuid': mutationId,
      ...(rejected && { 'x-ably-models-reject': 'true' }),
    },
  },
});

/**
 * What goes in place of a row that Ably will never take: its id and its mutation, and no data. Without it the channel
 * would look as if nothing had happened. A merge function that needs the data throws, and its model stops and says so,
 * until it is synced again; that of a refusal is not asked.
 */
export const standInFor = (row: OutboxRow): Message =>
  messageOf({ ...row, data: null, headers: { 'x-outbox-unpublishable': 'true' } });

/**
 * What Ably says of a message that it will not take however often it is asked: too large, the channel's name, the data,
 * the message's name, its id, its extras.
 *
 * @see https://github.com/ably/ably-common/blob/main/protocol/errors.json
 */
const hopeless = new Set([40009, 40010, 40013, 40016, 40031, 40032]);

export const badChannelName = 40010;

export const isHopeless = (error: unknown): boolean => hopeless.has(codeOf(error) ?? 0);

export const codeOf = (error: unknown): number | undefined =>
  error instanceof ErrorInfo ? error.code : undefined;
