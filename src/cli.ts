#!/usr/bin/env node
import { runLocalAbly } from './local-ably/cli.js';

const usage = `Usage: ably-models-react <command>

  local-ably    run a local Ably for development and tests; --help shows its options
`;

const [command, ...args] = process.argv.slice(2);

if (command === 'local-ably') {
  // Not process.exit: it would cut off what is still being written.
  process.exitCode = await runLocalAbly(args);
} else {
  const isHelp = command === undefined || command === '--help' || command === '-h';
  const complaint = isHelp ? '' : `unable to run "${command}"; there is no such command\n\n`;
  (isHelp ? process.stdout : process.stderr).write(complaint + usage);
  process.exitCode = isHelp ? 0 : 1;
}
