import { AblyError } from './errors.js';
import { isRecord } from './messages.js';
import { Flag } from './protocol.js';

/** How far back an attach begins: so many messages, or those of the last so many ms. */
export type Rewind = { count: number } | { ms: number };

/** What a client asks for with `params` when it attaches (TB2c). */
export interface ChannelParams {
  rewind?: Rewind;
  /** As flags; they go before the option `modes`. */
  modes?: number;
  /** Those that were understood, as the client has them confirmed (RTL4k1). */
  understood: Record<string, string>;
}

const modeFlags = new Map<string, number>([
  ['presence', Flag.presence],
  ['publish', Flag.publish],
  ['subscribe', Flag.subscribe],
  ['presence_subscribe', Flag.presenceSubscribe],
]);

/** Throws 40003 for a value that is none. What is unknown is left out. */
export function readParams(params: unknown): ChannelParams {
  const read: ChannelParams = { understood: {} };
  if (!isRecord(params)) return read;
  const { rewind, modes } = params;
  if (typeof rewind === 'string' || typeof rewind === 'number') {
    read.rewind = readRewind(String(rewind));
    read.understood['rewind'] = String(rewind);
  }
  if (typeof modes === 'string') {
    read.modes = readModes(modes);
    read.understood['modes'] = modes;
  }
  return read;
}

/** `10`, `15s` or `2m`. */
function readRewind(text: string): Rewind {
  const [, digits, unit] = /^(\d+)([sm]?)$/.exec(text) ?? [];
  if (digits === undefined) {
    throw new AblyError(
      40003,
      `unable to attach; rewind "${text}" is neither a count nor a time such as "15s" or "2m"`,
    );
  }
  const amount = Number(digits);
  if (unit === '') return { count: amount };
  return { ms: amount * (unit === 's' ? 1000 : 60_000) };
}

function readModes(text: string): number {
  return text.split(',').reduce((flags, name) => {
    const flag = modeFlags.get(name.trim().toLowerCase());
    if (flag === undefined) throw new AblyError(40003, `unable to attach; there is no mode "${name}"`);
    return flags | flag;
  }, 0);
}
