import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { replaceState } from 'ably-models-react/merge';
import { named, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk } from './event.js';

interface Post {
  readonly title: string;
  readonly tags: readonly string[];
}

const post: Post = frozen({ title: 'a', tags: ['x'] });

describe('replaceState', () => {
  it('answers the data of the event, with the parts that did not change', () => {
    const next = replaceState(post, event('saved', { title: 'b', tags: ['x'] }));

    expect(next).toEqual({ title: 'b', tags: ['x'] });
    expect(next.tags).toBe(post.tags);
  });

  it('answers the same state where the data are that already', () => {
    expect(replaceState(post, event('saved', { title: 'a', tags: ['x'] }))).toBe(post);
  });

  it('takes `null` for a state, and not a message that has no data', () => {
    expect(replaceState<Post | null>(post, event('deleted', null))).toBeNull();
    expect(() => replaceState(post, junk(undefined))).toThrow(/^it has no data$/);
  });

  describe('on two clients', () => {
    const strategy = {
      start: post,
      handlers: { saved: replaceState },
      changes: named('saved', fc.record({ title: word, tags: fc.array(word, { maxLength: 2 }) })),
      isIdempotent: true,
    };

    itConverges('', strategy, 100);
  });
});
