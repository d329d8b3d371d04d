import { defineModel, ModelsClient } from 'ably-models-react';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createApi } from '../../examples/livesync/server/api.js';
import { readProject } from '../../examples/livesync/server/read-project.js';
import type { Issue } from '../../examples/livesync/shared/tracker.js';
import { setUpDatabase } from './databases.js';
import { openAbly, startConnector, untilAllPublished, type Ably } from './stage.js';

const database = setUpDatabase();

beforeEach(() => {
  const written = vi.spyOn(console, 'error').mockReturnValue();
  onTestFinished(() => written.mockRestore());
});

/** A browser with project a, and every state of it that was shown. */
async function openProject(ably: Ably) {
  const client = new ModelsClient({ ably: ably.connect() });
  const project = defineModel({
    channelName: 'projects:a',
    sync: async () => {
      const answer = await readProject(database(), 'a');
      if (answer === undefined) throw new Error('no such project');
      return answer;
    },
    merge: {
      'issue.created': (state, { data: { id, title } }: { data: { id: string; title: string } }) => {
        const issue: Issue = {
          id,
          title,
          status: 'todo',
          assignee: null,
          version: 1,
          comments: [],
          reactions: [],
        };
        return { ...state, issues: [...state.issues, issue] };
      },
    },
  });
  const model = client.models.get(project());
  await model.sync();
  const shown: string[][] = [];
  model.subscribe((_error, data) => shown.push(data?.issues.map(({ title }) => title) ?? []));
  onTestFinished(() => model.dispose());
  return { model, shown };
}

/** Sends a mutation over HTTP, until a browser would see a 500: the answer was lost on the way. */
async function sendAndLoseTheAnswer(mutationId: string, data: { id: string; title: string }): Promise<void> {
  const api = createApi({
    database: database(),
    issueToken: () => Promise.resolve(undefined),
    ablyOptions: {},
    health: () => Promise.resolve({ ok: true }),
  });
  await api.request('/api/projects/a/mutations', {
    method: 'POST',
    body: JSON.stringify({ mutationId, name: 'issue.created', data }),
  });
}

describe('an HTTP 500 and a rejection row for the same mutation', () => {
  it('settle it once: what the 500 took back, the rejection finds gone', async () => {
    const ably = await openAbly();
    const { model, shown } = await openProject(ably);
    const settled = vi.fn();
    const data = { id: 'i1', title: '' };
    const { settled: outcome, cancel } = model.mutate({ mutationId: 'm1', name: 'issue.created', data });
    void outcome.catch(settled);
    await sendAndLoseTheAnswer('m1', data);
    cancel();
    await startConnector(ably, database());
    await untilAllPublished(database());
    await model.sync();
    expect(settled.mock.calls).toMatchObject([[{ code: 'mutation-cancelled' }]]);
    expect(model.state).toBe('ready');
    expect(model.data.optimistic?.issues).toEqual([]);
    expect(shown.filter((titles) => titles.length > 0)).toEqual([['']]);
  });

  it('the rejection first: the 500 that comes later changes nothing', async () => {
    const ably = await openAbly();
    const { model, shown } = await openProject(ably);
    await startConnector(ably, database());
    const data = { id: 'i1', title: '' };
    const { settled: outcome, cancel } = model.mutate({ mutationId: 'm1', name: 'issue.created', data });
    const answer = sendAndLoseTheAnswer('m1', data);
    await expect(outcome).rejects.toMatchObject({ code: 'mutation-rejected' });
    await answer;
    cancel();
    await expect(outcome).rejects.toMatchObject({ code: 'mutation-rejected' });
    expect(model.data.optimistic?.issues).toEqual([]);
    expect(shown.filter((titles) => titles.length > 0)).toEqual([['']]);
  });

  it('of a mutation that was applied, the 500 is taken back, and the change is there once', async () => {
    const ably = await openAbly();
    const { model, shown } = await openProject(ably);
    const data = { id: 'i1', title: 'One' };
    const { settled: outcome, cancel } = model.mutate({ mutationId: 'm1', name: 'issue.created', data });
    void outcome.catch(() => undefined);
    await sendAndLoseTheAnswer('m1', data);
    cancel();
    expect(model.data.optimistic?.issues).toEqual([]);
    await startConnector(ably, database());
    await vi.waitFor(() => expect(model.data.confirmed?.issues).toHaveLength(1));
    // Sent again, with the same id, it is decided already.
    await sendAndLoseTheAnswer('m1', data);
    await untilAllPublished(database());
    expect(shown.every((titles) => titles.length <= 1)).toBe(true);
    expect((await readProject(database(), 'a'))?.data.issues).toHaveLength(1);
  });
});
