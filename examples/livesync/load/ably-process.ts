import process from 'node:process';
import { startLocalAbly, type NodeClientOptions } from 'ably-models-react/local-ably/node';

/** What may be asked of it. */
export interface AblyCommand {
  readonly clientId: string;
  /** ms for which the client is kept out. */
  readonly refuseFor: number;
  /** Whether its connection cannot be resumed. */
  readonly forget: boolean;
}

export interface AblyReady {
  readonly options: NodeClientOptions;
}

/** A local Ably, in a process of its own, that cuts connections when it is told to. */
export async function run(): Promise<void> {
  const server = await startLocalAbly({ retentionMs: 600_000 });
  process.on('message', ({ clientId, refuseFor, forget }: AblyCommand) => {
    if (forget) server.local.forgetConnections({ clientId });
    server.local.dropConnections({ clientId, refuseFor });
  });
  process.send?.({ options: server.clientOptions() } satisfies AblyReady);
}
