import { waitFor, within } from '@testing-library/react';
// Here, so that no test waits for it on a loaded machine; that it is loaded late is what bundle.test.ts shows.
import '../../src/devtools/panel/panel.js';
import { WAIT } from '../wait.js';

/** Where the devtools are, in all of the page's shadow roots. */
export const hosts = () => [...document.querySelectorAll('[data-ably-models-devtools]')];

/** What the devtools show, to be asked as a screen. */
export function devtools() {
  const root = hosts()[0]?.shadowRoot;
  if (!root) throw new Error('the devtools are not there');
  return within(root as unknown as HTMLElement);
}

/** The element that has the focus within the devtools. */
export const focused = () => hosts()[0]?.shadowRoot?.activeElement;

export const eventually = <Result>(check: () => Result) => waitFor(check, WAIT);

export const panelOpened = () =>
  eventually(() => devtools().getByRole('searchbox', { name: 'Filter models' }));

export const rows = () =>
  devtools()
    .queryAllByRole('button', { pressed: false })
    .filter((button) => button.classList.contains('row'))
    .map(({ textContent }) => textContent);
