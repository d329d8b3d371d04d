import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.js';
import { faultsOf, table, verdictRows, writeReport } from './report.js';
import type { Section } from './section.js';

const inNode = ['folding', 'growth', 'catch-up', 'optimistic', 'heap', 'size'];
const names = [...inNode, 'browser'];
const browserHalf = resolve('bench/browser/measure.mjs');

/** In a process of its own: what one section compiles and keeps is none of the next one's business. */
async function inProcess(file: string): Promise<Section[]> {
  const child = fork('bench/run-section.mjs', [file], { execArgv: ['--expose-gc'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`unable to measure ${file}; its process ended with ${String(code)}`);
  });
  const [sections] = (await Promise.race([once(child, 'message'), ended])) as [Section[]];
  ended.catch(() => undefined);
  return sections;
}

async function inBrowser(): Promise<Section[]> {
  if (!existsSync(browserHalf)) return [];
  const half = (await import(pathToFileURL(browserHalf).href)) as { measure: () => Promise<Section[]> };
  return half.measure();
}

function print(section: Section): void {
  console.log(`\n${section.title}\n${section.method}\n\n${table(section.columns, section.rows)}`);
}

/** @returns the exit code: 1 when a target is missed by too much, or without a word about it */
export async function main(args: string[], built: string): Promise<number> {
  const { values } = parseArgs({ args, options: { only: { type: 'string' } } });
  const only = values.only?.split(',') ?? names;
  const unknown = only.filter((name) => !names.includes(name));
  if (unknown.length > 0) {
    console.error(`unable to measure ${unknown.join(', ')}; there are ${names.join(', ')}`);
    return 1;
  }
  const about = machine();
  const sections: Section[] = [];
  for (const name of names.filter((each) => only.includes(each))) {
    console.error(`measuring ${name} …`);
    const measured = name === 'browser' ? await inBrowser() : await inProcess(resolve(built, `${name}.js`));
    measured.forEach(print);
    sections.push(...measured);
  }
  console.log(`\nTargets\n\n${table(['what', 'target', 'measured', ''], verdictRows(sections))}`);
  if (values.only === undefined) await writeReport(sections, about);
  const faults = faultsOf(sections);
  for (const fault of faults) console.error(`\n${fault}`);
  return faults.length === 0 ? 0 : 1;
}
