import { useModel } from 'ably-models-react';
import type { ReactNode, RefObject } from 'react';
import type { Post } from '../live-sync/backend/post.js';
import { Card } from '../ui/card.js';
import { StatusBar } from '../ui/status-bar.js';
import { useRenderCount } from './render-count.js';
import type { World } from './world.js';

interface SelectionProps {
  readonly world: World;
}

/** Four components on one model, each with its own part of it. */
export function Selections({ world }: SelectionProps) {
  return (
    <Card title="Your components">
      <div className="panel tiles">
        <Title world={world} />
        <Likes world={world} />
        <Authors world={world} />
        <Everything world={world} />
      </div>
      <StatusBar of={world.post} />
    </Card>
  );
}

const titleOf = (post: Post) => post.title;

function Title({ world }: SelectionProps) {
  const count = useRenderCount();
  const { data } = useModel(world.post, { select: titleOf });
  return (
    <Tile name="Title" code="select: title" count={count}>
      {data}
    </Tile>
  );
}

const likesOf = (post: Post) => post.likedBy.length;

function Likes({ world }: SelectionProps) {
  const count = useRenderCount();
  const { data } = useModel(world.post, { select: likesOf });
  return (
    <Tile name="Likes" code="select: likedBy.length" count={count}>
      {data}
    </Tile>
  );
}

/** A new array each time: only `isEqual` can tell that nothing changed. */
const authorsOf = (post: Post) => [...new Set(post.comments.map(({ author }) => author))];
const isSameList = (a: readonly string[], b: readonly string[]) => a.join() === b.join();

function Authors({ world }: SelectionProps) {
  const count = useRenderCount();
  const { data } = useModel(world.post, { select: authorsOf, isEqual: isSameList });
  return (
    <Tile name="Authors" code="select: authors, isEqual" count={count}>
      {data?.join(', ')}
    </Tile>
  );
}

function Everything({ world }: SelectionProps) {
  const count = useRenderCount();
  const { data } = useModel(world.post);
  return (
    <Tile name="Everything" code="no select" count={count}>
      {data !== undefined && `${data.comments.length} comments`}
    </Tile>
  );
}

interface TileProps {
  readonly name: string;
  readonly code: string;
  readonly count: RefObject<HTMLElement | null>;
  readonly children: ReactNode;
}

function Tile({ name, code, count, children }: TileProps) {
  return (
    <article className="tile" aria-label={name}>
      <code>{code}</code>
      <span className="tile__value">{children ?? 'Loading…'}</span>
      <span className="count" ref={count} data-testid={`renders of ${name}`} />
    </article>
  );
}
