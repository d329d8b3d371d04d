import type { Clock } from './clock.js';
import type { ConfirmedEvent } from './event.js';
import { RecentIds } from './recent-ids.js';
import type { SavedState } from './saved-state.js';
import { BEFORE_FIRST, belongsTo, compareIds, orderImpliedBy, orderOf, type IdOrder } from './sequence.js';

/** ms by which a connector may lag: a message that comes later than that is taken for one that is long gone. */
const LATE_MS = 120_000;

/** A place in the channel. */
export interface Position {
  /** The sequence id of the last event that the state contains. */
  readonly id: string;
  /** Whether that very message was seen in the channel: then the place is exact, else it is found by order. */
  readonly inChannel: boolean;
}

/**
 * What an event is to a state. Only a new one is merged. `cut` is the sync result's own message: the state has it
 * and all that came before it, whatever was admitted until then.
 */
export type Admission = 'new' | 'covered' | 'cut' | 'duplicate';

/**
 * Follows the channel from one sync result on, and decides which events the state does not contain yet.
 *
 * Numbers alone cannot decide it: a lower id may be committed, and so published, after a higher one. Where
 * the message of the sync result's id is in the channel, the cut is its place: what stands after it is new,
 * whatever its number. Where it is not (ids are global to the outbox), the cut is by order.
 */
export class Track<T> {
  state: T;
  readonly #syncedTo: string;
  readonly #ordersById: boolean;
  readonly #recent: RecentIds;
  #order: IdOrder;
  /** Whether the sync result's own message went by. Before the first event there is none to wait for. */
  #passedSync: boolean;
  /** The sync result's state, until then. */
  #synced: { readonly state: T } | undefined;
  #positionId: string;
  #positionInChannel = false;
  /** The id that was looked at last, and whether it belongs to the order. */
  #judged: string | undefined;
  #isJudgedOwn = false;
  readonly #clock: Clock;
  readonly #madeAt: number;

  /**
   * @param syncedTo the sync result's sequence id, normalized
   * @param ordersById whether the ids say what came first, and not the channel: the event buffer's discipline
   */
  constructor(state: T, syncedTo: string, clock: Clock, ordersById = false) {
    this.state = state;
    this.#ordersById = ordersById;
    this.#syncedTo = syncedTo;
    this.#positionId = syncedTo;
    this.#order = orderOf(syncedTo);
    this.#passedSync = syncedTo === BEFORE_FIRST;
    this.#synced = { state };
    this.#recent = new RecentIds(clock);
    this.#clock = clock;
    this.#madeAt = clock.now();
  }

  /** Goes on where an earlier run stopped. */
  resume({ inChannel, recentIds = [] }: Pick<SavedState, 'inChannel' | 'recentIds'>): void {
    this.#recent.addEarlier(recentIds);
    if (inChannel === true) this.#pass();
  }

  get position(): Position {
    return { id: this.#positionId, inChannel: this.#positionInChannel };
  }

  /**
   * Whether the state is known to be all that stands before the position. Where the sync result's own message may still
   * come, what was merged by order until then may have to be taken back.
   */
  get isPlaced(): boolean {
    if (this.#passedSync || this.#clock.now() - this.#madeAt > LATE_MS) return true;
    return this.#positionId === this.#syncedTo && Object.is(this.state, this.#synced?.state);
  }

  /**
   * The last message that is known to have been heard. While the sync result's own has not come, its id stands for
   * messages that are still on their way; where none was seen at all, no message is the one.
   */
  get heard(): Position {
    return this.#positionInChannel ? this.position : { id: this.recentIds.at(-1) ?? '', inChannel: true };
  }

  /** The ids that were seen lately, oldest first. */
  get recentIds(): string[] {
    return this.#recent.all();
  }

  /** How this model's ids compare, as far as it is known yet. */
  get order(): IdOrder {
    return this.#order;
  }

  /**
   * Decides on the next event of the channel. Must be asked in channel order; it must then be noted as seen, and what
   * is new be merged.
   */
  admit(event: ConfirmedEvent): Admission {
    const id = event.sequenceId;
    // Without an id there is nothing to compare or to remember.
    if (id === '') return 'new';
    if (this.#order === 'undecided') {
      this.#order = orderImpliedBy(id);
      this.#judged = undefined;
    }
    if (this.#recent.has(id)) return 'duplicate';
    if (!this.#passedSync && this.#isOwn(id)) {
      if (id === this.#syncedTo && !this.#ordersById) {
        this.#pass();
        return 'cut';
      }
      if (compareIds(this.#order, id, this.#syncedTo) <= 0) return 'covered';
    }
    return 'new';
  }

  /** The event was here: should it come again, it is a duplicate. */
  see(event: ConfirmedEvent): void {
    const id = event.sequenceId;
    if (id !== '') this.#recent.add(id);
  }

  /**
   * Remembers what an older track of this channel saw before this one's cut: should it come again, it is a
   * duplicate, although it stands after the cut then.
   */
  rememberCovered(older: Track<T>): void {
    this.#recent.addEarlier(this.#coveredOf(older.#recent.all()));
  }

  /** @param ids in the order in which they were seen */
  #coveredOf(ids: readonly string[]): readonly string[] {
    const own = ids.filter((id) => belongsTo(this.#order, id));
    const isLower = (id: string) => compareIds(this.#order, id, this.#syncedTo) < 0;
    if (this.#ordersById) return own.filter(isLower);
    const cut = ids.indexOf(this.#syncedTo);
    if (cut >= 0) return ids.slice(0, cut);
    // Not seen, and not the newest of all: from long ago, or not here yet. Nothing is known then.
    return this.#order !== 'undecided' && own.every(isLower) ? ids : [];
  }

  /** Remembers the rest of what an older track saw, once both have caught up with the same messages. */
  rememberAll(older: Track<T>): void {
    this.#recent.addEarlier(older.#recent.all());
  }

  /** The state has the event, which was seen, or will have it before anybody looks. */
  advance({ sequenceId }: ConfirmedEvent): void {
    // What was published past the outbox says nothing about how far the outbox was read.
    if (sequenceId !== '' && this.#isOwn(sequenceId)) this.#moveTo(sequenceId);
  }

  /**
   * Finds the cut in a stretch of the channel that begins at or before the position.
   *
   * @returns for each event whether it stands after the cut; then `admit` still has the last word
   */
  seek(events: readonly ConfirmedEvent[]): (index: number) => boolean {
    if (this.#positionInChannel) {
      // The first of two: the second is a duplicate on the wire, and what stands between them is new.
      const at = events.findIndex((event) => event.sequenceId === this.#positionId);
      return (index) => index > at;
    }
    const isOwn = (event: ConfirmedEvent) => belongsTo(this.#order, event.sequenceId);
    const isCovered = (event: ConfirmedEvent) =>
      isOwn(event) && compareIds(this.#order, event.sequenceId, this.#positionId) < 0;
    // What comes before the first event is none.
    let lastCovered = this.#positionId === BEFORE_FIRST ? -1 : events.length - 1;
    while (lastCovered >= 0 && !isCovered(events[lastCovered] as ConfirmedEvent)) lastCovered -= 1;
    // An id of its own is judged by `admit`; a foreign one has only its place.
    return (index) => index > lastCovered || isOwn(events[index] as ConfirmedEvent);
  }

  /**
   * The sync result's own message went by: from here on everything is new. What was merged by order before, while
   * the connector lagged, stood before it in the channel, and so the result had it already.
   */
  #pass(): void {
    if (this.#synced) this.state = this.#synced.state;
    this.#synced = undefined;
    this.#passedSync = true;
    this.#moveTo(this.#syncedTo);
  }

  /** Asked several times an event. */
  #isOwn(id: string): boolean {
    if (id !== this.#judged) {
      this.#judged = id;
      this.#isJudgedOwn = belongsTo(this.#order, id);
    }
    return this.#isJudgedOwn;
  }

  #moveTo(id: string): void {
    this.#positionId = id;
    this.#positionInChannel = true;
  }
}
