import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { checkKills, describeFailure, scenarios, tableOf, type Tally } from '../kills/check-kills.js';
import { openPostgres } from '../kills/postgres.js';

/** Two deaths in one story, for each; `npm run kills` has more. */
const PAIRS = 4;
const SEED = 300;

describe('A tab that is killed at any step of the way', () => {
  const tallies: Tally[] = [];
  const unhandled: unknown[] = [];
  const onUnhandled = (thrown: unknown) => unhandled.push(thrown);
  beforeAll(() => void process.on('unhandledRejection', onUnhandled));
  afterAll(() => {
    process.off('unhandledRejection', onUnhandled);
    console.log(tableOf(tallies));
  });

  it.each(scenarios)(
    'loses nothing and doubles nothing: $name',
    async (scenario) => {
      const tally = await checkKills(scenario, { pairs: PAIRS, seed: SEED });
      tallies.push(tally);
      const failures = tally.failures.map((failure) => describeFailure(scenario.name, failure));
      expect(failures.slice(0, 5), `${failures.length} of ${tally.kills} runs`).toEqual([]);
      expect(unhandled).toEqual([]);
    },
    60_000,
  );

  it('leaves each change in the table once, by the word of Postgres', async () => {
    const postgres = await openPostgres();
    onTestFinished(() => postgres.close());
    const [scenario] = scenarios.filter(({ name }) => name === 'the first response is lost');
    if (scenario === undefined) throw new Error('there is no such story any more');
    const doubles: unknown[] = [];
    const tally = await checkKills(scenario, {
      database: () => postgres.empty(),
      onRun: async () => void doubles.push(...(await postgres.doubles())),
    });
    tallies.push({ ...tally, scenario: `${tally.scenario}, in Postgres` });
    expect(doubles).toEqual([]);
    expect(tally.failures.map((failure) => describeFailure(scenario.name, failure))).toEqual([]);
    expect(tally.kills).toBeGreaterThan(0);
  }, 60_000);
});
