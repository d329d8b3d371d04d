import type { Realtime } from 'ably';
import type { Database } from '../database.js';

export interface ConnectorOptions {
  readonly database: Database;
  /** May publish on every channel. It is not closed here. */
  readonly ably: Realtime;
}
