import { format, resolveConfig } from 'prettier';
import { behaviours } from './behaviours.js';
import { sdkGaps } from './drivers/sdk-gaps.js';
import type { Gaps } from './suite.js';

const START = '<!-- conformance:start -->';
const END = '<!-- conformance:end -->';

/** What the suite says, as it stands in docs/comparison.md. */
function table(gaps: Gaps): string {
  const held = behaviours.filter(([id]) => gaps[id] === undefined);
  const lacking = behaviours.filter(([id]) => gaps[id] !== undefined);
  return [
    `Of ${behaviours.length} behaviours, \`ably-models-react\` has all and \`@ably-labs/models\` has ${held.length}.`,
    '',
    '| | `ably-models-react` | `@ably-labs/models` 0.0.4 |',
    '| --- | --- | --- |',
    ...lacking.map(([id, { title }]) => `| ${title} | yes | ${gaps[id]} |`),
    '',
    `<details><summary>What both have</summary>`,
    '',
    ...held.map(([, { title }]) => `- ${title}`),
    '',
    '</details>',
  ].join('\n');
}

/** The page with the table as it should be. Throws where it has no place for it. */
export async function withTable(path: string, page: string): Promise<string> {
  const [before, after] = [page.indexOf(START), page.indexOf(END)];
  if (before < 0 || after < before)
    throw new Error(`unable to write the table; ${START} … ${END} is missing`);
  const filled = `${page.slice(0, before + START.length)}\n\n${table(sdkGaps)}\n\n${page.slice(after)}`;
  return format(filled, { ...(await resolveConfig(path)), filepath: path });
}
