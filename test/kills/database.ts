/** A change that was asked for, and what became of it. */
export interface Change {
  /** Its place, from 1. */
  readonly id: number;
  readonly mutationId: string;
  readonly data: string;
  /** It was looked at, and refused: then it changes nothing, and all are told so. */
  readonly rejected: boolean;
}

/** The truth. Each mutation is committed once, however often it is sent. */
export interface Database {
  /** @returns `undefined` where the mutation had been committed before */
  commit(change: Omit<Change, 'id'>): Promise<Change | undefined>;
  /** In the order of the commits. */
  read(): Promise<readonly Change[]>;
}

/** As `INSERT … ON CONFLICT (mutation_id) DO NOTHING` would have it. */
export function memoryDatabase(): Database {
  const rows: Change[] = [];
  return {
    commit: async (change) => {
      if (rows.some(({ mutationId }) => mutationId === change.mutationId)) return undefined;
      const row = { ...change, id: rows.length + 1 };
      rows.push(row);
      return row;
    },
    read: async () => [...rows],
  };
}
