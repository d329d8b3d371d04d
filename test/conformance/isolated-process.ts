import { AssertionError } from 'node:assert/strict';
import { isolated } from './behaviours/isolated.js';
import { ablyModelsReact } from './drivers/ably-models-react.js';
import { sdk } from './drivers/sdk.js';
import { createWorld } from './world.js';

/** How the process ends when an assertion of the behaviour failed; its last words are why. */
export const ASSERTION_FAILED = 10;

/** Tries one behaviour: `<client> <behaviour> <patience in ms>`. */
async function main([name, id, patience]: readonly string[]): Promise<number> {
  const driver = [ablyModelsReact, sdk].find((one) => one.name === name);
  const behaviour = Object.entries(isolated).find(([one]) => one === id)?.[1];
  if (!driver || !behaviour) throw new Error(`unable to try "${id}" on "${name}"; there is no such thing`);
  const world = createWorld(driver, Number(patience));
  try {
    await behaviour.test(world);
    return 0;
  } catch (error) {
    if (!(error instanceof AssertionError)) throw error;
    console.error(error.message);
    return ASSERTION_FAILED;
  }
}

// Not after closing the world: what has run away might keep it open for ever.
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
