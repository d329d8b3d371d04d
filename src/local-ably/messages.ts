import type { Grant } from './authenticator.js';
import { toBase64 } from './base64.js';
import type { Client } from './connection.js';
import { AblyError } from './errors.js';

/** A message that somebody wants to publish, found fit; it gets id, serial and time when the channel takes it. */
export interface Draft {
  id?: string;
  name?: string;
  data?: string;
  encoding?: string;
  clientId?: string;
  extras?: unknown;
}

export interface Publisher {
  /** `*`: any client id may be claimed (RSA7e, a key without one). Undefined: none. */
  clientId: string | undefined;
}

export const publisherOf = (grant: Grant, { clientId }: Pick<Client, 'clientId'>): Publisher => ({
  clientId: clientId ?? grant.clientId,
});

/** Takes what came over the wire apart. Throws 40013, 40012, 40031, 40009 and 40000 for what cannot be published. */
export function readDrafts(messages: unknown, publisher: Publisher, maxMessageSize: number): Draft[] {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new AblyError(40000, 'unable to publish; there is no message');
  }
  const drafts = messages.map((message: unknown) => readDraft(message, publisher));
  assertIds(drafts);
  const size = drafts.reduce((sum, draft) => sum + sizeOf(draft), 0);
  if (size > maxMessageSize) {
    throw new AblyError(
      40009,
      `unable to publish; the messages have ${size} bytes together, more than the limit of ${maxMessageSize}`,
    );
  }
  return drafts;
}

function readDraft(message: unknown, publisher: Publisher): Draft {
  if (!isRecord(message)) throw new AblyError(40013, 'unable to publish; a message is an object');
  const { action, extras } = message;
  if (action !== undefined && action !== 0) {
    throw new AblyError(40000, 'unable to publish; this server knows no updates, deletions or appends');
  }
  if (extras !== undefined && extras !== null && !isRecord(extras)) {
    throw new AblyError(40013, 'unable to publish; extras is not an object');
  }
  const id = textOf(message, 'id', 40031);
  const name = textOf(message, 'name', 40013);
  const clientId = ownClientId(message, publisher);
  return {
    ...(id !== undefined && { id }),
    ...(name !== undefined && { name }),
    ...(clientId !== undefined && { clientId }),
    ...(isRecord(extras) && { extras }),
    ...encodedData(message),
  };
}

/** The client id that a message is sent under. Throws 40012 for one that the publisher may not use. */
export function ownClientId(message: Record<string, unknown>, publisher: Publisher): string | undefined {
  const own = publisher.clientId === '*' ? undefined : publisher.clientId;
  const clientId = textOf(message, 'clientId', 40012) ?? own;
  if (publisher.clientId === '*' || clientId === own) return clientId;
  throw new AblyError(40012, `unable to publish; the client id "${clientId}" is not that of the client`);
}

/** Data as it is kept (RSL4): text, or JSON or base64 as text with the encodings that say so. */
export function encodedData(message: Record<string, unknown>): Pick<Draft, 'data' | 'encoding'> {
  const { data } = message;
  const encoding = textOf(message, 'encoding', 40013);
  if (data === undefined || data === null) return {};
  const encodedAs = (step: string) => (encoding === undefined ? step : `${encoding}/${step}`);
  if (typeof data === 'string') return encoding === undefined ? { data } : { data, encoding };
  if (data instanceof Uint8Array) return { data: toBase64(data), encoding: encodedAs('base64') };
  if (typeof data === 'object') return { data: JSON.stringify(data), encoding: encodedAs('json') };
  throw new AblyError(
    40013,
    `unable to publish; data is a ${typeof data}, not text, bytes, an object or an array`,
  );
}

/** Several messages with ids are one idempotent publish only as `base:0`, `base:1`, … (RSL1k3). */
function assertIds(drafts: readonly Draft[]): void {
  const first = drafts[0]?.id;
  if (drafts.length === 1 || drafts.every(({ id }) => id === undefined)) return;
  const base = first?.replace(/:0$/, '');
  if (base === first || drafts.some(({ id }, index) => id !== `${base}:${index}`)) {
    throw new AblyError(
      40031,
      'unable to publish; the ids of messages published together are base:0, base:1, …',
    );
  }
}

/** As the client counts (TO3l8): bytes as bytes, however they are kept. */
function sizeOf({ name = '', data = '', encoding = '', clientId = '', extras }: Draft): number {
  const text = name + clientId + (extras === undefined ? '' : JSON.stringify(extras));
  return (
    bytesIn(text) +
    (encoding.endsWith('base64') ? Math.floor((data.replace(/=+$/, '').length * 3) / 4) : bytesIn(data))
  );
}

const bytesIn = (text: string): number => new TextEncoder().encode(text).length;

function textOf(message: Record<string, unknown>, field: string, code: number): string | undefined {
  const value = message[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new AblyError(code, `unable to publish; ${field} is not text`);
  return value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
