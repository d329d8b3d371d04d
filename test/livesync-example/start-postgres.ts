import type { TestProject } from 'vitest/node';
import { startPostgres, type Postgres } from '../../scripts/postgres.mjs';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The run's Postgres; null on a machine that has none, and then what needs one is skipped. */
    readonly postgres: Postgres | null;
  }
}

let close: (() => Promise<void>) | undefined;

/** One Postgres for all files, which take databases of their own. */
export async function setup(project: TestProject): Promise<void> {
  try {
    const postgres = await startPostgres();
    close = postgres.close;
    project.provide('postgres', { url: postgres.url, prefix: postgres.prefix });
  } catch (error) {
    console.warn(
      `${error instanceof Error ? error.message : String(error)} (tests that need one are skipped)`,
    );
    project.provide('postgres', null);
  }
}

export const teardown = (): Promise<void> | undefined => close?.();
