import type { ChannelMessage, HistoryPage } from '../channel/port.js';
import { mutationIdOf, toMessage } from './change-message.js';
import {
  BEFORE_FIRST,
  belongsTo,
  compareIds,
  messageIdOf,
  orderImpliedBy,
  type IdOrder,
} from './sequence.js';
import type { Position } from './track.js';

/** How far back to read. */
export interface RewindGoal {
  readonly position: Position;
  readonly order: IdOrder;
  /**
   * Mutations that wait for a confirmation, each with the position at which it was made (`undefined` when
   * there was none yet). The sync result may contain them already; their messages, further back, settle them.
   */
  readonly pending: ReadonlyMap<string, Position | undefined>;
  /**
   * Whether live messages may be on their way that are in the history too, published before the position. They are
   * told from what was committed late only if they are read here.
   */
  readonly overlaps: boolean;
  /** The last message that was heard live, where one was: what is on its way comes after it. */
  readonly heard?: Position | undefined;
}

export interface Rewound {
  /** Oldest first. */
  readonly messages: readonly ChannelMessage[];
  /** Whether the messages reach back to the position. */
  readonly reached: boolean;
  /**
   * Whether the cut is by order alone, and cuts something off: the position's own message was not read, but higher
   * ids were.
   */
  readonly isGuess: boolean;
}

/** Looks for one position while pages go by, newest message first. */
class Search {
  readonly #position: Position | undefined;
  #order: IdOrder;
  readonly #overlaps: boolean;
  #found = false;
  #lowerSeen = 0;
  #higherSeen = false;
  /** Lower ids after the position: committed late, or second copies of what stands before it. */
  #hasLowerAfter = false;
  #seenBefore = 0;
  #oldestIsLower = false;

  constructor(position: Position | undefined, order: IdOrder, overlaps = false) {
    this.#position = position;
    this.#order = order;
    this.#overlaps = overlaps;
  }

  see(id: string | undefined): void {
    const position = this.#position?.id ?? BEFORE_FIRST;
    if (id === undefined || position === BEFORE_FIRST) return;
    if (this.#order === 'undecided') this.#order = orderImpliedBy(id);
    if (!belongsTo(this.#order, id)) return;
    if (this.#found) this.#seenBefore += 1;
    else if (id === position) {
      this.#found = true;
      this.#hasLowerAfter = this.#lowerSeen > 0;
    }
    this.#oldestIsLower = compareIds(this.#order, id, position) <= 0;
    if (this.#oldestIsLower) this.#lowerSeen += 1;
    else this.#higherSeen = true;
  }

  /** Whether the messages seen so far reach back to the position. */
  get reached(): boolean {
    // Before the first event there is no message to find: the whole history is what was asked for.
    if (this.#position?.id === BEFORE_FIRST) return true;
    return this.#found || (this.#lowerSeen > 0 && this.#position?.inChannel === false);
  }

  get isGuess(): boolean {
    return !this.#found && this.#higherSeen;
  }

  /**
   * Whether to stop. A lower id is no proof: committed late, it may stand after the position. So another
   * page's worth of lower ids must go by, or the position itself with nothing higher left before it (what
   * stands between two copies of one message is new), and with a page's worth before it where a lower id came
   * after it (whether that is a second copy shows only in what stands before).
   */
  isOver(pageSize: number): boolean {
    if (this.#found) {
      const needsMore = this.#hasLowerAfter || this.#overlaps;
      return this.#oldestIsLower && (!needsMore || this.#seenBefore >= pageSize);
    }
    return this.#position?.inChannel === false && this.#lowerSeen >= pageSize;
  }
}

/**
 * Pages back through the history until the goal is reached or the history ends.
 *
 * @param firstPage reads the newest page; each further page comes from the page's own `next()`
 * @param isCurrent asked after each request; `undefined` is returned as soon as it says no
 */
export async function rewind(
  firstPage: () => Promise<HistoryPage>,
  goal: RewindGoal,
  pageSize: number,
  isCurrent: () => boolean,
): Promise<Rewound | undefined> {
  const newestFirst: ChannelMessage[] = [];
  const search = new Search(goal.position, goal.order, goal.overlaps);
  const searches = [search];
  if (goal.overlaps && goal.heard) searches.push(new Search(goal.heard, goal.order));
  const waiting = new Map<string, Search>();
  for (const [mutationId, madeAt] of goal.pending) waiting.set(mutationId, new Search(madeAt, goal.order));

  for (let page = await firstPage(); isCurrent(); page = await page.next()) {
    for (const item of page.items) {
      const message = toMessage(item);
      newestFirst.push(message);
      const id = messageIdOf(message.id);
      for (const each of searches) each.see(id);
      for (const each of waiting.values()) each.see(id);
      const mutationId = mutationIdOf(message);
      if (mutationId !== undefined) waiting.delete(mutationId);
    }
    for (const [mutationId, each] of waiting) if (each.isOver(pageSize)) waiting.delete(mutationId);
    const isOver = searches.every((each) => each.isOver(pageSize)) && waiting.size === 0;
    if (isOver || !page.hasNext()) {
      return { messages: newestFirst.reverse(), reached: search.reached, isGuess: search.isGuess };
    }
  }
  return undefined;
}

/** Whether higher ids came, but not the message of the position itself: it stands somewhere among them. */
export function isCutByOrder(
  { position, order }: Pick<RewindGoal, 'position' | 'order'>,
  messages: readonly ChannelMessage[],
): boolean {
  const search = new Search(position, order);
  for (const { id } of messages) search.see(messageIdOf(id));
  return search.isGuess;
}

export function isIn({ messages }: Rewound, id: string): boolean {
  return messages.some((message) => messageIdOf(message.id) === id);
}

/**
 * Where all that the channel keeps came after the attach point, the order of the live messages tells: those that came
 * before one that it keeps stood before it, and have expired since.
 */
export function withExpired(rewound: Rewound, heard: readonly ChannelMessage[]): Rewound {
  const expired: ChannelMessage[] = [];
  const unplaced: ChannelMessage[] = [];
  const kept = new Set(rewound.messages.map(({ id }) => id));
  const known = new Set<unknown>();
  for (const message of heard) {
    // Of two copies the first counts: what came between them stands after it.
    if (message.id === undefined || known.has(message.id)) continue;
    known.add(message.id);
    if (kept.has(message.id)) expired.push(...unplaced.splice(0));
    else unplaced.push(message);
  }
  return { ...rewound, messages: [...expired, ...rewound.messages] };
}
