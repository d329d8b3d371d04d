import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** Starts a file of this folder, which exports `run(options)`, in a process of its own. */
export function startChild(file: string, options: object): ChildProcess {
  return fork(fileURLToPath(new URL('child.mjs', import.meta.url)), [file, JSON.stringify(options)]);
}

/** @throws Error when the process ends before it has said anything */
export async function firstMessage<Message>(child: ChildProcess, file: string): Promise<Message> {
  const said = once(child, 'message') as Promise<[Message]>;
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`unable to start ${file}; it ended with code ${String(code)}`);
  });
  const [message] = await Promise.race([said, ended]);
  return message;
}

/** As a machine loses power: nothing is tidied up. Resolves when it is gone. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
