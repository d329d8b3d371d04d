import { startLocalAbly, type LocalAblyServer, type StartOptions } from 'ably-models-react/local-ably/node';
import { Realtime, type ClientOptions, type InboundMessage } from 'ably';
import { expect, onTestFinished, vi } from 'vitest';
import { execute } from '../../examples/livesync/server/commands.js';
import { Connector } from '../../examples/livesync/server/connector/connector.js';
import type { ConnectorOptions } from '../../examples/livesync/server/connector/options.js';
import type { Database, Queryable } from '../../examples/livesync/server/database.js';
import type { Decision } from '../../examples/livesync/server/write.js';

/** A local Ably for one test, and who connects to it. */
export async function openAbly(options: StartOptions = {}) {
  const server = await startLocalAbly(options);
  onTestFinished(() => server.close());
  const connect = (more: ClientOptions = {}) => {
    // Its own log tells of every fault that a test makes on purpose.
    const ably = new Realtime({ ...server.clientOptions(), logLevel: 0, ...more });
    onTestFinished(() => ably.close());
    return ably;
  };
  return { server, connect, hear: (channel: string) => hear(connect(), channel) };
}

export type Ably = Awaited<ReturnType<typeof openAbly>>;
export type { LocalAblyServer };

async function hear(ably: Realtime, channel: string): Promise<InboundMessage[]> {
  const heard: InboundMessage[] = [];
  await ably.channels.get(channel).subscribe((message) => heard.push(message));
  return heard;
}

/** What is logged, by level. */
export type Logged = { readonly level: string; readonly message: string; readonly details: object }[];

/** A connector that is stopped with its test, that looks often, and is not patient. */
export function makeConnector(
  ably: Ably,
  database: Database,
  options: Partial<ConnectorOptions> = {},
): { connector: Connector; logged: Logged } {
  const logged: Logged = [];
  const log = (level: string) => (details: object, message: string) =>
    logged.push({ level, details, message });
  const connector = new Connector({
    database,
    ably: ably.connect(),
    pollInterval: 25,
    backoff: () => 10,
    logger: { info: log('info'), warn: log('warn'), error: log('error') },
    ...options,
  });
  onTestFinished(() => connector.stop());
  return { connector, logged };
}

export async function startConnector(
  ably: Ably,
  database: Database,
  options: Partial<ConnectorOptions> = {},
): Promise<Connector> {
  const { connector } = makeConnector(ably, database, options);
  await connector.start();
  return connector;
}

/** Renames a project; the new name is the mutation's id too. */
export const rename = (database: Database, project: string, name: string): Promise<Decision> =>
  execute(database, project, name, { name: 'project.renamed', data: { name } });

export async function nameOf(database: Queryable, project: string): Promise<string | undefined> {
  const rows = await database.query<{ name: string }>('SELECT name FROM projects WHERE id = $1', [project]);
  return rows[0]?.name;
}

/** The new names of a project, as they come. */
export async function hearNames({ connect }: Ably, project: string): Promise<string[]> {
  const heard: string[] = [];
  await connect()
    .channels.get(`projects:${project}`)
    .subscribe(({ data }) => heard.push((data as { name: string }).name));
  return heard;
}

/** The names that the channel told of, in its order. */
export const namesIn = (heard: readonly InboundMessage[]): string[] =>
  heard.map(({ data }) => (data as { name: string }).name);

export async function countUnprocessed(database: Queryable): Promise<number> {
  const rows = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM outbox WHERE NOT processed',
  );
  return rows[0]?.count ?? 0;
}

export const untilAllPublished = (database: Queryable): Promise<void> =>
  vi.waitFor(async () => expect(await countUnprocessed(database)).toBe(0), { timeout: 5_000 });
