import { GLOBALS_UPDATED, SET_GLOBALS } from 'storybook/internal/core-events';
import { addons } from 'storybook/preview-api';

export type Theme = 'system' | 'light' | 'dark';

/** The toolbar's choice: pages of documentation have no decorators that would tell. */
let theme: Theme = 'system';
const listeners = new Set<() => void>();

function take({ globals }: { readonly globals: Readonly<Record<string, unknown>> }): void {
  theme = globals['theme'] === 'light' || globals['theme'] === 'dark' ? globals['theme'] : 'system';
  document.documentElement.dataset['theme'] = theme;
  for (const listener of listeners) listener();
}

void addons.ready().then((channel) => {
  channel.on(SET_GLOBALS, take);
  channel.on(GLOBALS_UPDATED, take);
});

export const getTheme = (): Theme => theme;

export function followTheme(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
