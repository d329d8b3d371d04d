import type { Plugin } from 'vite';
import { readReference } from './read-reference.js';

/** What the documentation pages import, see `stories/docs/virtual-reference.d.ts`. */
const id = 'virtual:reference';
const resolvedId = `\0${id}`;

/** Makes a module of the public types and their docstrings, when a page first asks for it. */
export function referencePlugin(): Plugin {
  return {
    name: 'reference',
    resolveId: (source) => (source === id ? resolvedId : undefined),
    load(source) {
      if (source !== resolvedId) return undefined;
      const { reference, files } = readReference();
      for (const file of files) this.addWatchFile(file);
      return `export default ${JSON.stringify(reference)};`;
    },
  };
}
