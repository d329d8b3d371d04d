import { describe, expect, it } from 'vitest';
import { inField, keyedList, replaceState } from 'ably-models-react/merge';
import { event, frozen, junk } from './event.js';

interface Comment {
  readonly id: string;
}
interface Post {
  readonly title: string;
  readonly comments: readonly Comment[];
}

const post: Post = frozen({ title: 'a', comments: [{ id: '1' }] });
const comments = keyedList((comment: Comment) => comment.id);

describe('inField', () => {
  it('merges into a part of the state, and keeps the others', () => {
    const next = inField('comments', comments.put)(post, event('added', { id: '2' }));

    expect(next).toEqual({ title: 'a', comments: [{ id: '1' }, { id: '2' }] });
    expect(next.comments[0]).toBe(post.comments[0]);
  });

  it('answers the same state where the part stays the same', () => {
    expect(inField('comments', comments.put)(post, event('added', { id: '1' }))).toBe(post);
  });

  it('goes as deep as it is nested', () => {
    const state = frozen({ page: { post } });

    const next = inField('page', inField('post', inField('title', replaceState<string>)))(
      state,
      event('renamed', 'b'),
    );

    expect(next).toEqual({ page: { post: { ...post, title: 'b' } } });
    expect(next.page.post.comments).toBe(post.comments);
  });

  it('refuses a state that has no such field, also where every object inherits one', () => {
    const merge = inField('constructor', replaceState<unknown>);

    expect(() => merge({} as never, event('changed', 1))).toThrow(
      /^the state has no field "constructor" to merge into$/,
    );
    expect(() => merge(null as never, event('changed', 1))).toThrow(/has no field/);
  });

  it('passes on what the merge function throws', () => {
    expect(() => inField('comments', comments.put)(post, junk({}))).toThrow(/^its data have no key/);
  });
});
