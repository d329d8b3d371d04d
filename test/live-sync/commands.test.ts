import { describe, expect, it, onTestFinished } from 'vitest';
import { addComment, deleteComment, editTitle, setLike } from '../../stories/live-sync/backend/commands.js';
import { lockPost } from '../../stories/live-sync/backend/database.js';
import { readPost } from '../../stories/live-sync/backend/sync-endpoint.js';
import { setUpDatabase } from './database.js';

const postId = '1';
const hello = { postId, mutationId: 'm1', id: 'c1', author: 'Ada', text: 'hello' };

const database = setUpDatabase();

const outbox = async () =>
  (
    await database().query(
      'SELECT mutation_id, channel, name, rejected, data FROM outbox ORDER BY sequence_id',
    )
  ).rows;
const post = async () => (await readPost(database(), postId))?.data;

describe('a command', () => {
  it('writes the change and its outbox row', async () => {
    await addComment(database(), hello);
    expect(await post()).toMatchObject({ comments: [{ id: 'c1', author: 'Ada', text: 'hello' }] });
    expect(await outbox()).toEqual([
      {
        mutation_id: 'm1',
        channel: 'posts:1',
        name: 'comment.added',
        rejected: false,
        data: { id: 'c1', author: 'Ada', text: 'hello' },
      },
    ]);
  });

  it('writes neither when the outbox row cannot be written', async () => {
    await database().exec(`ALTER TABLE outbox ADD CONSTRAINT no_row CHECK (name <> 'comment.added')`);
    onTestFinished(async () => {
      await database().exec('ALTER TABLE outbox DROP CONSTRAINT no_row');
    });
    await expect(addComment(database(), hello)).rejects.toThrow('violates check constraint');
    expect(await post()).toMatchObject({ comments: [] });
    expect(await outbox()).toEqual([]);
  });

  it('makes one change when its mutation comes twice, also at the same time', async () => {
    await Promise.all([addComment(database(), hello), addComment(database(), { ...hello, id: 'c2' })]);
    await addComment(database(), { ...hello, id: 'c3' });
    expect((await post())?.comments).toHaveLength(1);
    expect(await outbox()).toHaveLength(1);
  });

  it('fails without a trace on a post that does not exist', async () => {
    await expect(addComment(database(), { ...hello, postId: 'none' })).rejects.toThrow('no such post');
    expect(await outbox()).toEqual([]);
  });
});

describe('a refused command', () => {
  it('changes nothing and leaves a rejected row with the reason', async () => {
    await lockPost(database(), postId, true);
    await addComment(database(), hello);
    expect(await post()).toMatchObject({ comments: [] });
    expect(await outbox()).toMatchObject([
      { mutation_id: 'm1', name: 'comment.added', rejected: true, data: { reason: 'the post is locked' } },
    ]);
  });

  it('stays refused when it is sent again after the reason is gone', async () => {
    await lockPost(database(), postId, true);
    await addComment(database(), hello);
    await lockPost(database(), postId, false);
    await addComment(database(), hello);
    expect(await post()).toMatchObject({ comments: [] });
    expect(await outbox()).toHaveLength(1);
  });

  it("follows from the database's own rules just as well", async () => {
    await editTitle(database(), { postId, mutationId: 'm1', title: '' });
    expect(await post()).toMatchObject({ title: 'First' });
    expect(await outbox()).toMatchObject([{ name: 'title.edited', rejected: true }]);
  });

  it('is what deleting a comment twice comes to', async () => {
    await addComment(database(), hello);
    await deleteComment(database(), { postId, mutationId: 'm2', id: 'c1' });
    await deleteComment(database(), { postId, mutationId: 'm3', id: 'c1' });
    expect(await post()).toMatchObject({ comments: [] });
    expect(await outbox()).toMatchObject([{}, { rejected: false }, { rejected: true }]);
  });
});

describe('a like', () => {
  it('counts once per reader, and is taken back once', async () => {
    const like = (mutationId: string, liked: boolean) =>
      setLike(database(), { postId, mutationId, reader: 'Ada', liked });
    await like('m1', true);
    await like('m2', true);
    expect(await post()).toMatchObject({ likedBy: ['Ada'] });
    await like('m3', false);
    await like('m4', false);
    expect(await post()).toMatchObject({ likedBy: [] });
  });
});
