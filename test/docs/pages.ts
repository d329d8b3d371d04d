import { readdirSync, readFileSync } from 'node:fs';
import { root } from './blocks.js';

/** The playground's pages of documentation: what stands in their sources. */
export const pages: readonly string[] = readdirSync(`${root}/stories`, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.mdx'))
  .map((path) => readFileSync(`${root}/stories/${path}`, 'utf8'));
