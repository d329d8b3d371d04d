import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { ChangeEvent } from 'ably-models-react';
import { withDraft, type Draft } from 'ably-models-react/merge';
import { named, word } from './arbitraries.js';
import { itConverges } from './converge.js';
import { event, frozen, junk, thrownBy } from './event.js';

interface Post {
  readonly title: string;
  readonly tags: readonly string[];
  readonly author: { readonly name: string };
}

const post: Post = frozen({ title: 'a', tags: ['x'], author: { name: 'Ada' } });

const tagged = withDraft((draft: Draft<Post>, { data }: ChangeEvent<string, string>) => {
  draft.tags.push(data);
});

describe('withDraft', () => {
  it('answers a new state with what the recipe wrote, and the parts that it did not touch', () => {
    const next = tagged(post, event('tagged', 'y'));

    expect(next).toEqual({ ...post, tags: ['x', 'y'] });
    expect(next.author).toBe(post.author);
    expect(post.tags).toEqual(['x']);
  });

  it('answers the same state where nothing comes of it', () => {
    const renamed = withDraft((draft: Draft<Post>, { data }: ChangeEvent<string, string>) => {
      draft.title = data;
      draft.author = { name: 'Ada' };
    });

    expect(renamed(post, event('renamed', 'a'))).toBe(post);
  });

  it('takes a state that the recipe answers, and the draft for one', () => {
    const replaced = withDraft(
      (_draft: Draft<Post>, { data }: ChangeEvent<string, Post>) => data as Draft<Post>,
    );
    const same = withDraft((draft: Draft<Post>) => draft);

    expect(replaced(post, event('replaced', { ...post, title: 'b' }))).toEqual({ ...post, title: 'b' });
    expect(same(post, event('touched', 1))).toBe(post);
  });

  it('takes drafts in what the recipe answers, also those that it changed, and leaves the event as it is', () => {
    const data = frozen({ tags: ['z'] });
    const mixed = withDraft(
      (draft: Draft<Post>, event: ChangeEvent<string, { readonly tags: readonly string[] }>) => {
        draft.author.name = 'Eve';
        return { ...draft, title: 'b', tags: event.data.tags as string[] };
      },
    );

    expect(mixed(post, event('mixed', data))).toEqual({ title: 'b', tags: ['z'], author: { name: 'Eve' } });
    expect(post.author.name).toBe('Ada');
  });

  it('leaves no draft in its answer, also of a set', () => {
    const state = { title: 'a', seen: new Set(['x']) };
    const read = withDraft((draft: typeof state, { data }: ChangeEvent<string, string>) => {
      draft.seen.add(data);
      return { ...draft, title: 'b' };
    });

    // A draft is a proxy, of which there is no clone.
    expect(structuredClone(read(state, event('read', 'y')))).toEqual({
      title: 'b',
      seen: new Set(['x', 'y']),
    });
    expect(state.seen.size).toBe(1);
  });

  it('warns of nothing', () => {
    const warn = vi.spyOn(console, 'warn');
    const replaced = withDraft((_draft: Draft<Post>) => ({ title: 'b', tags: [], author: { name: 'Bo' } }));

    replaced(post, event('replaced', 1));

    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });

  it('has no draft of a text or a number: there the recipe answers the state', () => {
    const sum = withDraft((total: number, { data }: ChangeEvent<string, number>) => total + data);
    const unread = withDraft((_total: number) => undefined);

    expect(sum(1, event('added', 2))).toBe(3);
    expect(unread(1, event('read', 2))).toBe(1);
  });

  it('leaves nothing of a recipe that throws', () => {
    const failing = withDraft((draft: Draft<Post>) => {
      draft.tags.push('y');
      throw new Error('too many tags');
    });

    expect(() => failing(post, event('tagged', 'y'))).toThrow('too many tags');
    expect(post.tags).toEqual(['x']);
  });

  it('does not let the recipe change the event, also once it is in the draft', () => {
    const greedy = withDraft((draft: Draft<Post>, { data }: ChangeEvent<string, Draft<Post['author']>>) => {
      draft.author = data;
      draft.author.name = 'Eve';
    });

    expect(thrownBy(() => greedy(post, event('changed', { name: 'Bo' })))).toBeInstanceOf(TypeError);
  });

  it('refuses an asynchronous recipe: what it does later would be lost', () => {
    // @ts-expect-error its type says so too
    const later = withDraft(async (draft: Draft<Post>) => {
      draft.title = 'b';
    });

    expect(() => later(post, junk(1))).toThrow(/^its recipe is asynchronous$/);
  });

  describe('on two clients', () => {
    const handlers = {
      tagged,
      untagged: withDraft((draft: Draft<Post>, { data }: ChangeEvent<string, string>) => {
        const index = draft.tags.indexOf(data);
        if (index < 0) throw new Error('it has no such tag');
        draft.tags.splice(index, 1);
      }),
      renamed: withDraft((draft: Draft<Post>, { data }: ChangeEvent<string, Draft<Post['author']>>) => ({
        ...draft,
        author: data,
      })),
    };

    itConverges(
      '',
      {
        start: post,
        handlers,
        changes: fc.oneof(
          named('tagged', word),
          named('untagged', word),
          named('renamed', fc.record({ name: word })),
        ),
        isIdempotent: false,
      },
      150,
    );
  });
});
