/** What the sync endpoint answers, and the model holds. */
export interface Post {
  readonly id: string;
  readonly title: string;
  readonly likedBy: readonly string[];
  readonly comments: readonly Comment[];
}

export interface Comment {
  /** Made by the browser, so that the comment has its identity before the server has seen it. */
  readonly id: string;
  readonly author: string;
  readonly text: string;
}

/** What can happen to a post: the commands that a browser sends, and the events that the backend publishes. */
export type PostEvent =
  | { readonly name: 'comment.added'; readonly data: Comment }
  | { readonly name: 'comment.deleted'; readonly data: { readonly id: string } }
  | { readonly name: 'title.edited'; readonly data: { readonly title: string } }
  | { readonly name: 'like.set'; readonly data: { readonly reader: string; readonly liked: boolean } };

export const channelOf = (postId: string) => `posts:${postId}`;
