import type { LocalAblyKey } from './keys.js';

/** The key of a server that was not given any. It is no secret: the server is for development and tests. */
export const defaultKey = 'local.key:secret';

/** Of one frame or request, in bytes (CD2d). */
export const maxFrameSize = 524_288;

export interface LocalAblyOptions {
  /** Default: one key, `local.key:secret`, which may do everything. */
  keys?: readonly LocalAblyKey[];
  /** How long messages can be read back, in ms. Default 120,000, as at Ably. */
  retentionMs?: number;
  /** Other retentions by the beginning of a channel's name, in ms; the longest beginning wins. */
  retentionRules?: Readonly<Record<string, number>>;
  /** How long a lost connection can be resumed, in ms. Default 120,000. */
  connectionStateTtl?: number;
  /** The longest silence on an idle connection, in ms; 0 promises nothing (CD2h). Default 15,000. */
  maxIdleInterval?: number;
  /** Of one publish, in bytes (CD2c). Default 65,536. */
  maxMessageSize?: number;
  /** How long a frame or request takes each way, in ms. Default 0. Can be changed while running. */
  latencyMs?: number;
  /** The clock, in ms since the epoch. Default `Date.now`. */
  now?: () => number;
}

export type Settings = Required<Omit<LocalAblyOptions, 'latencyMs'>>;

/** Throws a RangeError for a duration or size that is none. */
export function resolveOptions(options: LocalAblyOptions): Settings & { latencyMs: number } {
  const settings = {
    keys: options.keys ?? [{ key: defaultKey }],
    retentionMs: options.retentionMs ?? 120_000,
    retentionRules: options.retentionRules ?? {},
    connectionStateTtl: options.connectionStateTtl ?? 120_000,
    maxIdleInterval: options.maxIdleInterval ?? 15_000,
    maxMessageSize: options.maxMessageSize ?? 65_536,
    latencyMs: options.latencyMs ?? 0,
    now: options.now ?? Date.now,
  };
  const { retentionMs, connectionStateTtl, maxIdleInterval, maxMessageSize, latencyMs } = settings;
  const amounts = { retentionMs, connectionStateTtl, maxIdleInterval, maxMessageSize, latencyMs };
  for (const [name, amount] of Object.entries({ ...settings.retentionRules, ...amounts })) {
    assertAmount(name, amount);
  }
  if (settings.keys.length === 0) throw new RangeError('unable to create a local Ably; keys is empty');
  return settings;
}

export function assertAmount(name: string, amount: number): void {
  if (Number.isFinite(amount) && amount >= 0) return;
  throw new RangeError(`unable to set ${name}; ${amount} is not a number of 0 or more`);
}

/** How long the messages of a channel are kept, in ms. */
export function retentionOf(channel: string, settings: Settings): number {
  const [longest] = Object.keys(settings.retentionRules)
    .filter((prefix) => channel.startsWith(prefix))
    .sort((a, b) => b.length - a.length);
  return (longest === undefined ? undefined : settings.retentionRules[longest]) ?? settings.retentionMs;
}
