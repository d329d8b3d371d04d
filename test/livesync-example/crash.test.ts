import { defineModel, ModelsClient } from 'ably-models-react';
import { describe, expect, it, vi } from 'vitest';
import type { Database } from '../../examples/livesync/server/database.js';
import { readProject } from '../../examples/livesync/server/read-project.js';
import { setUpDatabase } from './databases.js';
import {
  countUnprocessed,
  hearNames,
  makeConnector,
  openAbly,
  rename,
  startConnector,
  untilAllPublished,
  type Ably,
} from './stage.js';

const database = setUpDatabase();

/** A database that is never told what was published: whoever marks through it has crashed before. */
function withoutMarks(whole: Database): Database {
  const never = new Promise<never>(() => undefined);
  return {
    ...whole,
    query: <Row>(sql: string, values?: readonly unknown[]) =>
      sql.includes('SET processed') ? never : whole.query<Row>(sql, values),
  };
}

/** Publishes a row, and is gone before it has marked it. */
async function publishAndCrash(ably: Ably): Promise<void> {
  const published = ably.server.local.counters.publishes + 1;
  const { connector } = makeConnector(ably, withoutMarks(database()), { stopTimeout: 10 });
  await connector.start();
  await vi.waitFor(() => expect(ably.server.local.counters.publishes).toBe(published));
  await connector.stop();
}

describe('a crash between the publish and the mark', () => {
  it('publishes the row again with the same id, and within two minutes Ably drops it', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    await rename(database(), 'a', 'A1');
    await publishAndCrash(ably);
    expect(await countUnprocessed(database())).toBe(1);
    await startConnector(ably, database());
    await untilAllPublished(database());
    await rename(database(), 'a', 'A2');
    await vi.waitFor(() => expect(heard).toContain('A2'));
    expect(ably.server.local.counters.publishes).toBe(3);
    expect(heard).toEqual(['A1', 'A2']);
  });

  it('is noticed by the model when Ably has forgotten the id', async () => {
    let late = 0;
    const ably = await openAbly({ now: () => Date.now() + late });
    const heard = await hearNames(ably, 'a');
    const client = new ModelsClient({ ably: ably.connect() });
    const merged: string[] = [];
    const project = defineModel({
      channelName: 'projects:a',
      sync: async () => {
        const answer = await readProject(database(), 'a');
        if (answer === undefined) throw new Error('no such project');
        return answer;
      },
      merge: {
        'project.renamed': (state, { data }: { data: { name: string } }) => {
          merged.push(data.name);
          return { ...state, name: data.name };
        },
      },
    });
    const model = client.models.get(project());
    await model.sync();

    await rename(database(), 'a', 'A1');
    await publishAndCrash(ably);
    await vi.waitFor(() => expect(merged).toEqual(['A1']));
    late = 121_000;
    await rename(database(), 'a', 'A2');
    await startConnector(ably, database());
    await vi.waitFor(() => expect(heard).toEqual(['A1', 'A1', 'A2']));
    await vi.waitFor(() => expect(model.data.confirmed?.name).toBe('A2'));
    expect(merged).toEqual(['A1', 'A2']);
    await model.dispose();
  });

  it('before the publish loses nothing: a row is marked after its ACK', async () => {
    const ably = await openAbly();
    const heard = await hearNames(ably, 'a');
    const realtime = ably.connect();
    await realtime.connection.once('connected');
    ably.server.local.refuseConnections(true);
    ably.server.local.dropConnections({ connectionId: realtime.connection.id ?? '' });
    const publish = vi.spyOn(realtime.channels.get('projects:a'), 'publish');
    await rename(database(), 'a', 'A1');
    const { connector } = makeConnector(ably, database(), { ably: realtime, stopTimeout: 10 });
    await connector.start();
    await vi.waitFor(() => expect(publish).toHaveBeenCalled());
    await connector.stop();
    expect(await countUnprocessed(database())).toBe(1);
    ably.server.local.endFaults();
    realtime.close();
    await startConnector(ably, database());
    await vi.waitFor(() => expect(heard).toEqual(['A1']));
  });
});
