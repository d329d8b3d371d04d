import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { livesyncMutants } from '../../scripts/livesync-mutants.mjs';

const server = fileURLToPath(new URL('../../examples/livesync/server/', import.meta.url));

it('Each fix that `npm run example:mutants` takes out is there to be taken out, once', () => {
  const counts = livesyncMutants.map(({ name, file, find }) => ({
    name,
    count: readFileSync(server + file, 'utf8').split(find).length - 1,
  }));
  expect(counts.length).toBeGreaterThan(40);
  expect(counts.filter(({ count }) => count !== 1)).toEqual([]);
});
