import { expect, it } from 'vitest';
import { addComment, editTitle } from '../../stories/live-sync/backend/commands.js';
import { readPost } from '../../stories/live-sync/backend/sync-endpoint.js';
import { setUpDatabase } from './database.js';

const database = setUpDatabase();

const comment = (postId: string, n: number) =>
  addComment(database(), {
    postId,
    mutationId: `${postId}-${n}`,
    id: `${postId}-${n}`,
    author: 'Ada',
    text: `${n}`,
  });

it('answers a post without a history with the position before the first event', async () => {
  expect(await readPost(database(), '1')).toEqual({
    data: { id: '1', title: 'First', likedBy: [], comments: [] },
    sequenceId: '0',
  });
});

it('answers nothing for a post that does not exist', async () => {
  expect(await readPost(database(), 'none')).toBeUndefined();
});

it("answers with the newest sequence id of the post's own channel", async () => {
  await comment('1', 1);
  await comment('2', 1);
  await comment('2', 2);
  expect((await readPost(database(), '1'))?.sequenceId).toBe('1');
  expect((await readPost(database(), '2'))?.sequenceId).toBe('3');
});

it('counts a refused write as a step of its channel', async () => {
  await editTitle(database(), { postId: '1', mutationId: 'm1', title: '' });
  expect(await readPost(database(), '1')).toMatchObject({ data: { title: 'First' }, sequenceId: '1' });
});

it('agrees with the outbox at every moment while others write', async () => {
  const writes: Promise<void>[] = [];
  const reads: ReturnType<typeof readPost>[] = [];
  for (let n = 1; n <= 20; n++) {
    writes.push(comment('1', n), comment('2', n));
    reads.push(readPost(database(), '1'));
  }
  await Promise.all(writes);

  const { rows } = await database().query<{ id: string }>(
    `SELECT sequence_id::text AS id FROM outbox WHERE channel = 'posts:1' ORDER BY sequence_id`,
  );
  for (const read of await Promise.all(reads)) {
    const position = rows.findIndex(({ id }) => id === read?.sequenceId) + 1;
    expect(read?.data.comments.map(({ text }) => text)).toEqual(
      Array.from({ length: position }, (_, index) => `${index + 1}`),
    );
  }
});
