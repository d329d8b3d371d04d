import type { Database } from '../server/database.js';

/** How far the connector is behind. */
export interface Lag {
  readonly rows: number[];
  /** For how long the oldest row has been waiting. */
  readonly ms: number[];
}

/** Looks every 250 ms, until it is ended. */
export function measureLag(database: Database): { lag: Lag; end: () => void } {
  const lag: Lag = { rows: [], ms: [] };
  const look = async () => {
    const [waiting] = await database.query<{ rows: number; ms: number }>(
      `SELECT count(*)::int AS rows,
              COALESCE(extract(epoch FROM clock_timestamp() - min(created_at)) * 1000, 0)::float8 AS ms
       FROM outbox WHERE NOT processed`,
    );
    lag.rows.push(waiting?.rows ?? 0);
    lag.ms.push(waiting?.ms ?? 0);
  };
  // A look that fails is one less.
  const timer = setInterval(() => void look().catch(() => undefined), 250);
  return { lag, end: () => clearInterval(timer) };
}
