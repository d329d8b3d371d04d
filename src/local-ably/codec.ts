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
    if (!isRecord(frame) || typeof frame['action'] !== 'number') {
      throw new AblyError(40000, 'unable to read the frame; it has no action');
    }
    return { ...frame, action: frame['action'] };
  },
};
