import type { ErrorInfo } from './protocol.js';

/** A refusal with one of Ably's own codes: https://github.com/ably/ably-common/blob/main/protocol/errors.json */
export class AblyError extends Error {
  readonly code: number;
  readonly statusCode: number;

  constructor(code: number, message: string, statusCode = statusOf(code)) {
    super(message);
    this.name = 'AblyError';
    this.code = code;
    this.statusCode = statusCode;
  }

  toWire(): ErrorInfo {
    const { code, statusCode, message } = this;
    return { code, statusCode, message, href: `https://help.ably.io/error/${code}` };
  }
}

/** Whatever went wrong, as an error that may be sent: a bug in the server must reach the client, not end the process. */
export function asAblyError(error: unknown): AblyError {
  if (error instanceof AblyError) return error;
  return new AblyError(50000, `unable to answer; ${error instanceof Error ? error.message : String(error)}`);
}

/** 4xxyy carries its HTTP status in front; the 8xxxx and 9xxxx of connections and channels are bad requests. */
function statusOf(code: number): number {
  if (code >= 50000 && code < 60000) return 500;
  return code < 50000 ? Math.floor(code / 100) : 400;
}
