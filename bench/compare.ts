export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [below = NaN, above = NaN] = [sorted[middle - 1], sorted[middle]];
  return sorted.length % 2 === 1 ? above : (below + above) / 2;
};

/**
 * Runs each contender in turn (A B A B …), so that a machine that slows down meanwhile slows down all of them. The
 * first rounds warm up, and count for nothing.
 *
 * @returns what each contender answered in each round
 */
export async function interleave<Name extends string, Reading>(
  contenders: Readonly<Record<Name, () => Promise<Reading>>>,
  rounds: number,
  warmUp = 1,
): Promise<Record<Name, Reading[]>> {
  const names = Object.keys(contenders) as Name[];
  const readings = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Reading[]>;
  for (let round = 0; round < warmUp + rounds; round += 1) {
    for (const name of names) {
      const reading = await contenders[name]();
      if (round >= warmUp) readings[name].push(reading);
    }
  }
  return readings;
}

/** The median of what one is to the other within each round. */
export function ratioOf(readings: readonly number[], base: readonly number[]): number {
  return median(readings.map((reading, round) => reading / (base[round] ?? NaN)));
}
