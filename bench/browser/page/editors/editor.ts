import type { ComponentType } from 'react';

export interface Post {
  readonly title: string;
  readonly likes: number;
}

/** A title to type in, with what others change beside it. */
export interface Editor {
  /** An <input> for the first post's title, an <output> that repeats it, and the likes of each post. */
  readonly Root: ComponentType;
  /** Somebody else likes a post: each tenth time the one whose title is typed in. */
  readonly receive: (number: number) => void;
  readonly close: () => void;
}

export const startPosts: readonly Post[] = Array.from({ length: 10 }, () => ({ title: '', likes: 0 }));

export const likedPost = (number: number): number => number % startPosts.length;

export const withLike = (posts: readonly Post[], index: number): readonly Post[] =>
  posts.map((post, at) => (at === index ? { ...post, likes: post.likes + 1 } : post));

export const withTitle = (posts: readonly Post[], title: string): readonly Post[] =>
  posts.map((post, at) => (at === 0 ? { ...post, title } : post));
