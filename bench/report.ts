import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync, readFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { plot } from './plot.js';
import type { Section, Series } from './section.js';

const RESULTS = 'bench/RESULTS.md';
const NOTES = 'bench/notes.md';
const PAGE = 'docs/performance.md';
const PLOTS = 'docs/performance';

type Fact = readonly [string, string];

/** A table in Markdown, in columns that are as wide as what is in them. */
export function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [columns, ...rows];
  const widths = columns.map((_, column) => Math.max(3, ...all.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]) =>
    `| ${widths.map((width, column) => (row[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

const verdictsOf = (sections: readonly Section[]) => sections.flatMap(({ verdicts }) => verdicts);

export function verdictRows(sections: readonly Section[]): string[][] {
  return verdictsOf(sections).map(({ what, target, measured, ok }) => [
    what,
    target,
    measured,
    ok === true ? 'met' : ok === false ? 'missed' : 'missed by less than a third',
  ]);
}

/** What makes the bench fail, in words. */
export function faultsOf(sections: readonly Section[]): string[] {
  const notes = existsSync(NOTES) ? readFileSync(NOTES, 'utf8').replace(/\s+/g, ' ') : '';
  return verdictsOf(sections).flatMap(({ what, target, measured, ok }) => {
    if (ok === true) return [];
    const missed = `${what}: ${measured}, and the target is ${target}`;
    if (ok === false) return [`missed by more than a third: ${missed}`];
    return notes.includes(what) ? [] : [`missed, and not explained in ${NOTES}: ${missed}`];
  });
}

const targetsTable = (sections: readonly Section[]) =>
  table(['what', 'target', 'measured', ''], verdictRows(sections));

const machineTable = (about: readonly Fact[]) => table(['', ''], about);

async function writeMarkdown(path: string, text: string): Promise<void> {
  const options = await resolveConfig(path);
  await writeFile(path, await format(text, { ...options, parser: 'markdown' }));
}

function results(sections: readonly Section[], about: readonly Fact[], notes: string): string {
  return [
    '# Figures',
    'Written by `npm run bench`; the last part is bench/notes.md. Everything is measured side by side in one run, in ' +
      'turns, in production mode; the figures are medians. How they compare says more than how high they are.',
    machineTable(about),
    '## Targets',
    targetsTable(sections),
    ...sections.flatMap(({ title, method, columns, rows }) => [`## ${title}`, method, table(columns, rows)]),
    notes,
  ].join('\n\n');
}

/** What stands between `<!-- bench: … -->` and `<!-- /bench -->` is the bench's; the rest of the page is written by hand. */
function fill(page: string, sections: readonly Section[], about: readonly Fact[]): string {
  return page.replace(
    /(<!-- bench: ([^\n]+?) -->)([\s\S]*?)(<!-- \/bench -->)/g,
    (whole: string, start: string, what: string, _old: string, end: string) => {
      if (what === 'targets') return `${start}\n\n${targetsTable(sections)}\n\n${end}`;
      if (what === 'machine') return `${start}\n\n${machineTable(about)}\n\n${end}`;
      const section = sections.find(({ title }) => `table ${title}` === what);
      if (section === undefined) {
        console.error(`${PAGE} asks for "${what}", which was not measured; what stands there is left`);
        return whole;
      }
      return `${start}\n\n${table(section.columns, section.rows)}\n\n${end}`;
    },
  );
}

/** The file name of a plot: its title in small letters, with dashes. */
const fileNameOf = (title: string): string =>
  `${title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')}.svg`;

async function drawPlots(sections: readonly Section[]): Promise<void> {
  const plots = new Map<string, Series[]>();
  for (const line of sections.flatMap(({ series = [] }) => series)) {
    plots.set(line.plot, [...(plots.get(line.plot) ?? []), line]);
  }
  await rm(PLOTS, { recursive: true, force: true });
  await mkdir(PLOTS, { recursive: true });
  for (const [title, lines] of plots) await writeFile(`${PLOTS}/${fileNameOf(title)}`, plot(title, lines));
}

export async function writeReport(sections: readonly Section[], about: readonly Fact[]): Promise<void> {
  await writeMarkdown(RESULTS, results(sections, about, await readFile(NOTES, 'utf8')));
  await drawPlots(sections);
  await writeMarkdown(PAGE, fill(await readFile(PAGE, 'utf8'), sections, about));
}
