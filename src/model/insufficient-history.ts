import type { ChannelMessage } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import type { ModelIdentity } from './context.js';

interface Shortfall {
  /** The sequence id up to which there is a state. */
  readonly from: string;
  /** ms for which the channel keeps its messages. */
  readonly retention: number;
  /** ms since the epoch, as all times here. */
  readonly now: number;
  /** When the state was known to be complete, where that is known. */
  readonly completeAt?: number | undefined;
  /** The first message that the channel has, where it was looked for. */
  readonly oldest?: ChannelMessage | undefined;
}

/** Says how old the state is, as far as that is known, and how far back the channel goes: what to change follows from it. */
export function insufficientHistory(
  { name, channelName }: ModelIdentity,
  { from, retention, now, completeAt, oldest }: Shortfall,
): ModelsError {
  // It lacks the message before this one, and so is older than this one.
  const takenAt = typeof oldest?.timestamp === 'number' ? oldest.timestamp : undefined;
  const knownAt = completeAt ?? takenAt;
  const age = knownAt === undefined ? '' : `the state is at least ${seconds(now - knownAt)} old, and `;
  const kept = `the history of channel "${channelName}" is kept for ${seconds(retention)}`;
  const reach = oldest === undefined ? '' : ` and begins at "${String(oldest.id)}"`;
  return new ModelsError(
    'insufficient-history',
    `unable to catch up model "${name}" from sequence id "${from}"; ${age}${kept}${reach}`,
  );
}

/** Not below zero: the two clocks may differ. */
const seconds = (ms: number): string => `${Math.max(0, Math.round(ms / 1000))} s`;
