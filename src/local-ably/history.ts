import type { Rewind } from './channel-params.js';
import { AblyError } from './errors.js';
import type { Publication, WireMessage } from './protocol.js';

/** How many messages an attach may bring along. */
const maxRewound = 100;

/** What a history request asks for (RSL2b, RTL10b). */
export interface HistoryQuery {
  direction: 'backwards' | 'forwards';
  limit: number;
  /** Ms since the epoch, both inclusive. */
  start: number;
  end: number;
  /** The attach serial, for `untilAttach`: nothing newer than this place, this place included. */
  fromSerial?: string;
  /** The serial of the last message of the page before. */
  cursor?: string;
}

export interface HistoryPage {
  items: WireMessage[];
  /** Whether there are more in this direction. */
  hasNext: boolean;
}

/** Throws 40003 for a value that is none. */
export function parseHistoryQuery(params: Readonly<Record<string, string>>): HistoryQuery {
  const { direction = 'backwards', cursor } = params;
  if (direction !== 'backwards' && direction !== 'forwards') {
    throw new AblyError(40003, `unable to read the history; direction "${direction}" is unknown`);
  }
  const limit = numberOf(params, 'limit', 100);
  if (limit < 1 || limit > 1000) {
    throw new AblyError(40003, `unable to read the history; limit ${limit} is not within 1 and 1000`);
  }
  const start = numberOf(params, 'start', 0);
  const end = numberOf(params, 'end', Number.MAX_SAFE_INTEGER);
  if (start > end) throw new AblyError(40003, 'unable to read the history; start is later than end');
  const fromSerial = params['from_serial'] ?? params['fromSerial'];
  return {
    direction,
    limit,
    start,
    end,
    ...(fromSerial !== undefined && { fromSerial }),
    ...(cursor !== undefined && { cursor }),
  };
}

/** One page. Its place is told by a serial and not by a count, so that messages that come or expire meanwhile move nothing. */
export function readPage(publications: readonly Publication[], query: HistoryQuery): HistoryPage {
  const items: WireMessage[] = [];
  for (const message of walk(publications, query)) {
    if (items.length === query.limit) return { items, hasNext: true };
    items.push(message);
  }
  return { items, hasNext: false };
}

/** The newest messages, oldest first: as many, or as recent, as asked for, and never more than 100. */
export function readRewound(
  publications: readonly Publication[],
  rewind: Rewind,
  now: number,
): Publication[] {
  const since = 'ms' in rewind ? now - rewind.ms : 0;
  let room = Math.min('count' in rewind ? rewind.count : maxRewound, maxRewound);
  const rewound: Publication[] = [];
  for (const publication of [...publications].reverse()) {
    if (room === 0 || publication.timestamp < since) break;
    const messages = publication.messages.slice(-room);
    room -= messages.length;
    rewound.unshift({ ...publication, messages });
  }
  return rewound;
}

function* walk(publications: readonly Publication[], query: HistoryQuery): Generator<WireMessage> {
  const { direction, start, end, fromSerial, cursor } = query;
  const backwards = direction === 'backwards';
  const step = backwards ? -1 : 1;
  const cursorSerial = cursor?.split(':')[0];
  // A cursor is never newer than the attach serial, since it comes from a page that ended there.
  const from = backwards
    ? countUpTo(publications, cursorSerial ?? fromSerial) - 1
    : countBefore(publications, cursorSerial);

  for (let index = from; ; index += step) {
    const publication = publications[index];
    if (publication === undefined) return;
    if (!backwards && fromSerial !== undefined && publication.channelSerial > fromSerial) return;
    if (publication.timestamp < start || publication.timestamp > end) continue;
    for (const message of backwards ? [...publication.messages].reverse() : publication.messages) {
      const seen = cursor !== undefined && (backwards ? message.serial >= cursor : message.serial <= cursor);
      if (!seen) yield message;
    }
  }
}

/** How many publications stand at or before the place. */
function countUpTo(publications: readonly Publication[], serial: string | undefined): number {
  return serial === undefined ? publications.length : search(publications, (at) => at > serial);
}

/** How many stand before it. */
function countBefore(publications: readonly Publication[], serial: string | undefined): number {
  return serial === undefined ? 0 : search(publications, (at) => at >= serial);
}

/** The first index for which the test holds; it holds for everything after it. */
function search(publications: readonly Publication[], test: (serial: string) => boolean): number {
  let low = 0;
  let high = publications.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(publications[middle]?.channelSerial ?? '')) high = middle;
    else low = middle + 1;
  }
  return low;
}

function numberOf(params: Readonly<Record<string, string>>, name: string, otherwise: number): number {
  const text = params[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text !== '' && Number.isInteger(value) && value >= 0) return value;
  throw new AblyError(40003, `unable to read the history; ${name} "${text}" is not a whole number`);
}
