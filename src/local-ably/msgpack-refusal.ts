import type { ServerFrame } from './protocol.js';

/**
 * An ERROR in msgpack. This server speaks JSON only, but a Node client speaks msgpack unless told otherwise, and
 * would log what it cannot read and wait for ever; so it is told, in its own words, what to change.
 */
export function encodeRefusal({ action, error }: ServerFrame): Uint8Array {
  const { code = 0, statusCode = 0, message = '' } = error ?? {};
  return Uint8Array.from([
    ...map(2),
    ...[...text('action'), ...integer(action)],
    ...[...text('error'), ...map(3)],
    ...[...text('code'), ...integer(code)],
    ...[...text('statusCode'), ...integer(statusCode)],
    ...[...text('message'), ...text(message)],
  ]);
}

const map = (size: number): number[] => [0x80 | size];

const integer = (value: number): number[] => [0xcd, value >> 8, value & 0xff];

function text(value: string): number[] {
  const bytes = new TextEncoder().encode(value);
  return [0xd9, bytes.length, ...bytes];
}
