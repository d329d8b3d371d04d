import { useEffect, useState } from 'react';
import { likedPost, startPosts, withLike, withTitle, type Editor, type Post } from './editor.js';

/** No backend and no model: what React itself takes from a key to the DOM. */
export function openStateEditor(): Promise<Editor> {
  let like: ((index: number) => void) | undefined;

  function Root() {
    const [posts, setPosts] = useState<readonly Post[]>(startPosts);
    useEffect(() => {
      like = (index) => setPosts((current) => withLike(current, index));
    }, []);
    const title = posts[0]?.title ?? '';
    return (
      <>
        <input
          value={title}
          onChange={({ target }) => setPosts((current) => withTitle(current, target.value))}
        />
        <output>{title}</output>
        <p>{posts.map(({ likes }) => likes).join(' ')}</p>
      </>
    );
  }
  return Promise.resolve({
    Root,
    receive: (number: number) => like?.(likedPost(number)),
    close: () => undefined,
  });
}
