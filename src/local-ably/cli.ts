import { parseArgs } from 'node:util';
import { startLocalAbly, type StartOptions } from './node.js';

const help = `A local Ably for development and tests: realtime and REST, in memory, nothing leaves this machine.

Usage: ably-models-react local-ably [options]

  --port <number>      port to listen on (default 8080; 0 is any free one)
  --host <address>     address to listen on (default 127.0.0.1)
  --key <key>          API key to accept, appId.keyId:secret; may be given several times
  --retention <ms>     how long messages can be read back (default 120000)
  --latency <ms>       how long a frame or request takes, each way (default 0)
  --help               show this
`;

/** Runs the server until it is interrupted. Gives the exit code where it never ran. */
export async function runLocalAbly(args: readonly string[]): Promise<number | undefined> {
  let options: StartOptions | 'help';
  try {
    options = readArguments(args);
  } catch (error) {
    return complain(`${messageOf(error)}\n\n${help}`);
  }
  if (options === 'help') {
    process.stdout.write(help);
    return 0;
  }

  try {
    const server = await startLocalAbly(options);
    const stop = () => void server.close();
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    process.stdout.write(greeting(server.url, server.clientOptions()));
    return undefined;
  } catch (error) {
    return complain(`${explain(error, options)}\n`);
  }
}

/** Throws for a flag that is none, and for a value that does not fit it. */
function readArguments(args: readonly string[]): StartOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '8080' },
      host: { type: 'string', default: '127.0.0.1' },
      key: { type: 'string', multiple: true, default: [] },
      retention: { type: 'string' },
      latency: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const port = wholeNumber('port', values.port);
  if (port > 65_535) throw new Error(`unable to use --port ${values.port}; ports end at 65535`);
  return {
    port,
    host: values.host,
    ...(values.key.length > 0 && { keys: values.key.map((key) => ({ key })) }),
    ...(values.retention !== undefined && { retentionMs: wholeNumber('retention', values.retention) }),
    ...(values.latency !== undefined && { latencyMs: wholeNumber('latency', values.latency) }),
  };
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new Error(`unable to use --${flag} ${text}; it is not a whole number`);
}

function greeting(url: string, clientOptions: object): string {
  const options = Object.entries(clientOptions).map(
    ([name, value]) => `  ${name}: ${JSON.stringify(value)},\n`,
  );
  return `Local Ably at ${url}

const ably = new Ably.Realtime({
${options.join('').replaceAll('"', "'")}});

Ctrl+C stops it.
`;
}

function explain(error: unknown, { port = 0, host = '' }: StartOptions): string {
  const unable = `unable to listen on ${host}:${port}`;
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return `${unable}; the port is in use, so choose another one with --port`;
    case 'EACCES':
      return `${unable}; this user may not`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${unable}; this machine has no such address`;
    default:
      return messageOf(error);
  }
}

function complain(message: string): number {
  process.stderr.write(message);
  return 1;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
