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

export const channelOf = (postId: string) => `posts:${postId}`;
