import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';
import { findChromium } from '../scripts/chromium.mjs';

/** What a user would pick instead, and what all of it runs on. */
const packages = [
  'react',
  'ably',
  '@ably-labs/models',
  'swr',
  '@tanstack/react-query',
  'zustand',
  'vite',
  'size-limit',
];

const versionOf = (name: string) =>
  (JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')) as { version: string }).version;

function system(): string {
  const file = '/etc/os-release';
  const name = existsSync(file)
    ? /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync(file, 'utf8'))?.[1]
    : undefined;
  return `${name ?? type()}, ${type()} ${release()}`;
}

function chromium(): string {
  const path = findChromium();
  if (path === undefined) return 'none';
  const [name = ''] = execFileSync(path, ['--version'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
    .trim()
    .split(' built on ');
  return name.trim();
}

/** What the figures were measured on, and with: label and value. */
export function machine(): (readonly [string, string])[] {
  const processors = cpus();
  return [
    ['date', new Date().toISOString().slice(0, 10)],
    ['processor', `${processors[0]?.model.trim() ?? 'unknown'}, ${availableParallelism()} cores`],
    ['memory', `${Math.round(totalmem() / 2 ** 30)} GB`],
    ['system', system()],
    ['load when it began', loadavg()[0]?.toFixed(1) ?? 'unknown'],
    ['Node', process.version],
    ['browser', chromium()],
    ['packages', packages.map((name) => `${name} ${versionOf(name)}`).join(', ')],
  ];
}
