import type { LoadResult } from './run-load.js';

/** Of the sorted values, the one that so many are not above; 0 where there is none. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const both = (values: readonly number[]) =>
  `${Math.round(percentile(values, 0.5))} / ${Math.round(percentile(values, 0.99))}`;

/** Whether the run shows what it should: nothing lost, nothing twice, every state the database's. */
export function holds({ lost, doubled, disordered, differing, stalled }: LoadResult): boolean {
  return lost + doubled + disordered + differing + stalled.length === 0;
}

/** Whether something is wrong with what the clients have: more than that the run did not come to its end. */
export function isNoticed({ lost, doubled, disordered, differing }: LoadResult): boolean {
  return lost + doubled + disordered + differing > 0;
}

/** A table in Markdown of what happened, and what became of it. */
export function describeRun(result: LoadResult): string {
  const { written, connectors, lag, latencies } = result;
  return table([
    [`seed ${result.seed}`, ''],
    ['transactions', result.transactions],
    ['of these rejected', result.rejected],
    ['committed before one that had begun earlier', written.overtakes],
    ['sent again by a writer', written.retries],
    ['connector kills (between publish and mark)', `${connectors.kills} (${connectors.killsAtMark})`],
    ['takeovers by one that stood by', connectors.takeovers],
    ['reconnects', result.reconnects],
    ['syncs', result.syncs],
    ['rows purged meanwhile', result.purged],
    ['transactions a second', Math.round(written.done / result.seconds)],
    ['commit to client, ms, p50 / p99', both(latencies)],
    ['rows waiting for the connector, p50 / p99', both(lag.rows)],
    ['age of the oldest of them, ms, p50 / p99', both(lag.ms)],
    ['events in the ledgers', result.entries],
    ['segments of the ledgers', result.segments],
    ['**lost**', result.lost],
    ['**doubled**', result.doubled],
    ['**out of order**', result.disordered],
    ['**states that differ**', result.differing],
  ]);
}

/** @param rows the first is the head */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)),
  );
  const widths = (texts[0] ?? []).map((_, column) =>
    Math.max(3, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  const [head = [], ...body] = texts;
  return [line(head), `| ${rule.join(' | ')} |`, ...body.map(line)].join('\n');
}
