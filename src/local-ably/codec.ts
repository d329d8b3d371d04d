import { decode, encode } from '@msgpack/msgpack';
import { fromBase64 } from './base64.js';
import { AblyError } from './errors.js';
import { isRecord } from './messages.js';
import type { ClientFrame, ServerFrame } from './protocol.js';

/** How frames are written on one connection; the client chooses with `format`. */
export interface Codec {
  encode(frame: ServerFrame): string | Uint8Array;
  /** Throws 40000 for what is no ProtocolMessage. */
  decode(data: unknown): ClientFrame;
}

export const jsonCodec: Codec = {
  encode: (frame) => JSON.stringify(frame),

  decode(data) {
    if (typeof data !== 'string') {
      throw new AblyError(40000, 'unable to read the frame; it is binary, on a connection that speaks JSON');
    }
    let frame: unknown;
    try {
      frame = JSON.parse(data);
    } catch {
      throw new AblyError(40000, 'unable to read the frame; it is not JSON');
    }
    return asFrame(frame);
  },
};

export const msgpackCodec: Codec = {
  encode: (frame) =>
    encodeMsgpack({
      ...frame,
      ...(frame.messages && { messages: frame.messages.map(withBytes) }),
      ...(frame.presence && { presence: frame.presence.map(withBytes) }),
    }),

  decode(data) {
    if (!(data instanceof Uint8Array || data instanceof ArrayBuffer)) {
      throw new AblyError(40000, 'unable to read the frame; it is text, on a connection that speaks msgpack');
    }
    let frame: unknown;
    try {
      frame = decode(data);
    } catch {
      throw new AblyError(40000, 'unable to read the frame; it is not msgpack');
    }
    return asFrame(frame);
  },
};

/** @internal Before TypeScript 5.7 a `Uint8Array` has no parameter: in the types, this would be an error there. */
export function encodeMsgpack(value: unknown): Uint8Array<ArrayBuffer> {
  return encode(value, { ignoreUndefined: true });
}

/** A message as msgpack carries it: bytes where JSON needs base64 (RSL4d). Anything else is left as it is. */
export function withBytes(message: unknown): unknown {
  if (!isRecord(message)) return message;
  const { data, encoding, ...rest } = message;
  if (typeof data !== 'string' || typeof encoding !== 'string' || !/(^|\/)base64$/.test(encoding)) {
    return message;
  }
  try {
    const remaining = encoding.replace(/\/?base64$/, '');
    return { ...rest, data: fromBase64(data), ...(remaining !== '' && { encoding: remaining }) };
  } catch {
    // It only claims to be base64: the receiver may find out, the sender's word is kept.
    return message;
  }
}

function asFrame(frame: unknown): ClientFrame {
  if (isRecord(frame) && typeof frame['action'] === 'number') return { ...frame, action: frame['action'] };
  throw new AblyError(40000, 'unable to read the frame; it has no action');
}
