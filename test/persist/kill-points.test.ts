import { afterAll, describe, expect, it } from 'vitest';
import { checkKills, describeFailure, tableOf, type Tally } from '../kills/check-kills.js';
import { scenarios } from '../kills/scenarios.js';

describe('A tab that is killed at any step of the way', () => {
  const tallies: Tally[] = [];
  afterAll(() => console.log(tableOf(tallies)));

  it.each(scenarios)('loses nothing and doubles nothing: $name', async (scenario) => {
    const tally = await checkKills(scenario, { pairs: 20 });
    tallies.push(tally);
    const failures = tally.failures.map((failure) => describeFailure(scenario.name, failure));
    expect(failures.slice(0, 5), `${failures.length} of ${tally.kills} runs`).toEqual([]);
  });
});
