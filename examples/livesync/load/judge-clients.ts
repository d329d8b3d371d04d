import { isDeepStrictEqual } from 'node:util';
import { channelOf, type Project } from '../shared/tracker.js';
import type { LogRow } from './committed-log.js';
import { judgeSegment } from './ledger.js';
import type { LoadClient } from './load-client.js';

export interface Judgement {
  /** Events, summed over all models of all clients. */
  readonly lost: number;
  readonly doubled: number;
  readonly disordered: number;
  /** Models whose state is not the database's. */
  readonly differing: number;
  /** How many ledger entries were looked at, in how many segments. */
  readonly entries: number;
  readonly segments: number;
  /** The first differences, in words. */
  readonly complaints: readonly string[];
}

const mostComplaints = 12;

/** Holds what the clients have against what was committed. */
export function judgeClients(
  clients: readonly LoadClient[],
  log: ReadonlyMap<string, readonly LogRow[]>,
  truth: ReadonlyMap<string, Project>,
): Judgement {
  const sum = { lost: 0, doubled: 0, disordered: 0, differing: 0, entries: 0, segments: 0 };
  const complaints: string[] = [];
  for (const { clientId, followed } of clients) {
    for (const { projectId, model, ended } of followed) {
      const { confirmed: last } = model.data;
      const who = `${clientId}, ${projectId}`;
      const rows = log.get(channelOf(projectId)) ?? [];
      for (const segment of last ? [...ended, last] : ended) {
        const verdict = judgeSegment(segment, rows, segment !== last);
        sum.segments += 1;
        sum.entries += segment.entries.length;
        for (const fault of ['lost', 'doubled', 'disordered'] as const) {
          sum[fault] += verdict[fault].length;
          if (verdict[fault].length > 0)
            complaints.push(
              `${who}, sync ${segment.sync}: ${fault} ${verdict[fault].slice(0, 5).join(', ')}`,
            );
        }
      }
      if (isDeepStrictEqual(last?.project, truth.get(projectId))) continue;
      sum.differing += 1;
      const why = last ? firstDifference(last.project, truth.get(projectId)) : 'it has no state';
      complaints.push(`${who} (${model.state}): ${why}`);
    }
  }
  return { ...sum, complaints: complaints.slice(0, mostComplaints) };
}

/** Where two values part, as a path. */
function firstDifference(has: unknown, should: unknown, path = 'project'): string {
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null;
  if (isObject(has) && isObject(should)) {
    for (const key of new Set([...Object.keys(has), ...Object.keys(should)]))
      if (!isDeepStrictEqual(has[key], should[key]))
        return firstDifference(has[key], should[key], `${path}.${key}`);
  }
  const text = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 80));
  return `${path} is ${text(has)}, in the database ${text(should)}`;
}
