import type { MutationEvent } from '../model/event.js';
import type { Position } from '../model/track.js';
import type { KeptRow, StateRow } from './storage.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What an application's function answered, if it is an event. */
export const toEvent = (given: unknown): MutationEvent | undefined =>
  isEvent(given) ? (given as MutationEvent) : undefined;

const isEvent = (given: unknown) =>
  isObject(given) && typeof given['name'] === 'string' && given['name'] !== '';

const statuses: readonly unknown[] = ['waiting', 'sending', 'acknowledged', 'failed'];

/**
 * A row as one of ours, if it is one: anybody may write to the databases of a page. What only helps is left out where it is
 * not what it must be: the mutation itself is not to be lost for it.
 */
export function toKeptRow(row: unknown): KeptRow | undefined {
  if (!isObject(row) || !isEvent(row['event']) || !statuses.includes(row['status'])) return undefined;
  const { place, mutationId, model, send, attempts, madeAt, coalesceKey, error, at, acknowledgedAt, merged } =
    row;
  const isOurs =
    Number.isFinite(place) &&
    Number.isSafeInteger(attempts) &&
    (attempts as number) >= 0 &&
    [mutationId, model, send].every((text) => typeof text === 'string' && text !== '');
  if (!isOurs) return undefined;
  const kept = row as unknown as KeptRow;
  const rest = {
    madeAt: isPosition(madeAt) ? madeAt : undefined,
    coalesceKey: typeof coalesceKey === 'string' ? coalesceKey : undefined,
    error: typeof error === 'string' ? error : undefined,
    at: Number.isFinite(at) ? kept.at : 0,
    ...(!Number.isFinite(acknowledgedAt) && { acknowledgedAt: undefined }),
  };
  const { merged: _, ...all } = kept;
  return { ...all, ...rest, ...(isObject(merged) && { merged: kept.merged }) };
}

const isPosition = (given: unknown): given is Position =>
  isObject(given) && typeof given['id'] === 'string' && typeof given['inChannel'] === 'boolean';

/** Whether a row is a state of ours; whether that state makes sense is for the application's version to say. */
export function isStateRow(row: unknown): row is StateRow {
  if (!isObject(row) || typeof row['channelName'] !== 'string' || typeof row['version'] !== 'string')
    return false;
  const { saved, fullSyncAt } = row;
  if (!isObject(saved) || !('data' in saved) || !isTime(fullSyncAt)) return false;
  const { sequenceId, takenAt, syncedAt, recentIds = [] } = saved;
  return (
    typeof sequenceId === 'string' &&
    sequenceId !== '' &&
    isTime(takenAt) &&
    isTime(syncedAt) &&
    Array.isArray(recentIds) &&
    recentIds.every((id) => typeof id === 'string')
  );
}

const isTime = (given: unknown) => given === undefined || Number.isFinite(given);
