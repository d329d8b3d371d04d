import type { MutationEvent } from '../model/event.js';
import type { KeptRow, StateRow } from './storage.js';

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** What an application's function answered, if it is an event. */
export const toEvent = (given: unknown): MutationEvent | undefined =>
  isEvent(given) ? (given as MutationEvent) : undefined;

const isEvent = (given: unknown) =>
  isObject(given) && typeof given['name'] === 'string' && given['name'] !== '';

const statuses: readonly unknown[] = ['waiting', 'sending', 'acknowledged', 'failed'];

/** Whether a row is one of ours: anybody may write to the databases of a page. */
export function isKeptRow(row: unknown): row is KeptRow {
  return (
    isObject(row) &&
    typeof row['place'] === 'number' &&
    typeof row['mutationId'] === 'string' &&
    typeof row['model'] === 'string' &&
    typeof row['send'] === 'string' &&
    typeof row['attempts'] === 'number' &&
    statuses.includes(row['status']) &&
    isEvent(row['event'])
  );
}

/** Whether a row is a state of ours; whether that state makes sense is for the model to say. */
export function isStateRow(row: unknown): row is StateRow {
  if (!isObject(row) || typeof row['channelName'] !== 'string' || typeof row['version'] !== 'string')
    return false;
  const { saved } = row;
  if (!isObject(saved) || !('data' in saved)) return false;
  return typeof saved['sequenceId'] === 'string' && saved['sequenceId'] !== '';
}
