import type { Bench } from './main.js';

declare global {
  /** In the page only: for functions that `measure.mjs` has evaluated there. */
  var bench: Bench;
}
