import fc from 'fast-check';

/** Which client a command is for; taken modulo the number of clients. */
type Who = { readonly client: number };

/** How long somebody is away, and how much is committed meanwhile, half-way. */
interface Spell {
  readonly ms: number;
  readonly commits: number;
}

/** One step of a schedule. All of it is plain data, so that a schedule can be printed and run again. */
export type Command =
  /** The backend commits a change of its own. `pick` chooses among the ids that were given out already. */
  | { readonly do: 'commit'; readonly pick: number; readonly gap: number; readonly poison?: true }
  /** The backend answers the oldest mutation that it was sent. */
  | { readonly do: 'answer'; readonly pick: number; readonly accept: boolean }
  /** The connector publishes what it has not yet (only where it lags; otherwise it follows each commit). */
  | { readonly do: 'publish'; readonly rows: number }
  /** The connector died before it noted what it had published: it publishes the last rows again, in order. */
  | { readonly do: 'publishAgain'; readonly back: number }
  | ({
      readonly do: 'mutate';
      readonly timeout: number;
      readonly send: boolean;
      readonly fragile?: true;
    } & Who)
  | ({ readonly do: 'cancel' } & Who)
  | ({ readonly do: 'sync' | 'pause' | 'resume' | 'dispose' } & Who)
  /** Nobody sees the model any more, or somebody does again: the store's own pause, beside that of the user. */
  | ({ readonly do: 'hide' | 'show' | 'prefetch' } & Who)
  /** Faults. */
  | ({ readonly do: 'drop'; readonly forget: boolean } & Who)
  | ({ readonly do: 'reconnect' } & Who)
  | ({ readonly do: 'loseContinuity' | 'detach' | 'failChannel' | 'suspend' } & Who)
  | ({ readonly do: 'deliverTwice' } & Who)
  /** The connector publishes the next two rows in the wrong order. */
  | { readonly do: 'reorder' }
  | ({ readonly do: 'failHistory' | 'failSync'; readonly times: number } & Who)
  /**
   * A sync that is answered from a cache: some commits ago, as long as the channel still keeps their messages, or
   * before them (`expired`), where the history that there is tells.
   */
  | ({ readonly do: 'cacheSync'; readonly commitsAgo: number | 'expired' } & Who)
  | { readonly do: 'expire' }
  /** The connection is away for a while, and other users go on. */
  | ({ readonly do: 'offline'; readonly forget: boolean } & Spell & Who)
  /** The page is gone without a word; later another one begins with what that had kept, if only some moments ago. */
  | ({
      readonly do: 'restart';
      readonly momentsAgo: number;
      /** ms by which the clock of the new page is ahead of the truth. */
      readonly ahead: number;
      readonly begin: 'sync' | 'prefetch' | 'none';
      /** The connector's host went down with it, and publishes its last rows again. */
      readonly again?: true;
    } & Spell &
      Who)
  | { readonly do: 'wait'; readonly ms: number };

export type Fault = Exclude<
  Command['do'],
  | 'commit'
  | 'answer'
  | 'publish'
  | 'mutate'
  | 'cancel'
  | 'wait'
  | 'reconnect'
  | 'sync'
  | 'resume'
  | 'prefetch'
  | 'show'
>;

/** What is measured against the states in which it strikes. */
export const faults: readonly Fault[] = [
  'publishAgain',
  'pause',
  'hide',
  'dispose',
  'drop',
  'loseContinuity',
  'detach',
  'failChannel',
  'suspend',
  'deliverTwice',
  'reorder',
  'failHistory',
  'failSync',
  'cacheSync',
  'expire',
  'offline',
  'restart',
];

/** What holds for a whole schedule. */
export interface Setting {
  readonly clients: number;
  readonly ids: 'integer' | 'huge' | 'text';
  readonly pageSize: number;
  /** How the backend misbehaves, within what is allowed: one way at a time, or each moment could not be judged. */
  readonly backend: 'orderly' | 'lagging' | 'out of order' | 'both';
  /** Whether the clients are ready when the schedule begins, or were never asked for anything. */
  readonly begins: 'ready' | 'initialized';
  /** ms of the event buffer; only an orderly backend has an order by id to go back to. */
  readonly bufferMs: number;
}

export interface Schedule {
  readonly setting: Setting;
  readonly commands: readonly Command[];
}

const client = fc.nat({ max: 2 });
const simple = <Name extends string>(...names: readonly Name[]) =>
  fc.record({ do: fc.constantFrom(...names), client });

/** Within the retention period, close to its end, and past it. */
const spell = {
  ms: fc.constantFrom(5, 5, 1_500, 50_000, 85_000, 100_000, 130_000),
  commits: fc.nat({ max: 3 }),
};
/** A day: less, together with the spell, might look like no time at all. What is less than the margin is a clock as they are. */
const ahead = fc.constantFrom(0, 0, 0, 14_000, -14_000, 86_400_000, -86_400_000);

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      pick: fc.nat({ max: 2 }),
      gap: fc.nat({ max: 2 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        do: fc.constant('mutate' as const),
        client,
        timeout: fc.constantFrom(50, 5_000),
        send: fc.boolean(),
        fragile: fc.constant(true as const),
      },
      { requiredKeys: ['do', 'client', 'timeout', 'send'] },
    ),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      pick: fc.nat({ max: 2 }),
      accept: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('publish' as const), rows: fc.integer({ min: 1, max: 4 }) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 3, 10, 40, 1_500, 20_000),
    }),
  },
  { weight: 6, arbitrary: simple('sync', 'pause', 'resume', 'resume') },
  { weight: 4, arbitrary: simple('hide', 'show', 'show', 'prefetch') },
  { weight: 3, arbitrary: simple('cancel', 'dispose') },
  {
    weight: 6,
    arbitrary: simple('loseContinuity', 'detach', 'failChannel', 'suspend', 'deliverTwice', 'reconnect'),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('drop' as const), client, forget: fc.boolean() }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('failHistory' as const, 'failSync' as const),
      client,
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('cacheSync' as const),
      client,
      commitsAgo: fc.oneof(fc.nat({ max: 6 }), fc.constant('expired' as const)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('publishAgain' as const), back: fc.nat({ max: 3 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('offline' as const), client, forget: fc.boolean(), ...spell }),
  },
  {
    weight: 5,
    arbitrary: fc.record(
      {
        do: fc.constant('restart' as const),
        client,
        momentsAgo: fc.oneof(fc.constant(0), fc.nat({ max: 11 })),
        ahead,
        begin: fc.constantFrom('sync' as const, 'sync' as const, 'prefetch' as const, 'none' as const),
        again: fc.constant(true as const),
        ...spell,
      },
      { requiredKeys: ['do', 'client', 'momentsAgo', 'ahead', 'begin', 'ms', 'commits'] },
    ),
  },
  { weight: 2, arbitrary: fc.constantFrom({ do: 'expire' as const }, { do: 'reorder' as const }) },
  {
    weight: 3,
    arbitrary: fc.constant({ do: 'commit' as const, pick: 0, gap: 0, poison: true as const }),
  },
);

const setting: fc.Arbitrary<Setting> = fc
  .record({
    clients: fc.integer({ min: 1, max: 3 }),
    ids: fc.constantFrom('integer' as const, 'integer' as const, 'huge' as const, 'text' as const),
    pageSize: fc.constantFrom(3, 3, 3, 5, 100),
    backend: fc.constantFrom(
      'orderly' as const,
      'lagging' as const,
      'out of order' as const,
      'both' as const,
    ),
    begins: fc.constantFrom('ready' as const, 'ready' as const, 'ready' as const, 'initialized' as const),
    isBuffered: fc.boolean(),
  })
  .map(({ isBuffered, ...rest }) => ({
    ...rest,
    bufferMs: isBuffered && (rest.backend === 'orderly' || rest.backend === 'lagging') ? 20 : 0,
  }));

export const schedule: fc.Arbitrary<Schedule> = fc.record({
  setting,
  commands: fc.array(command, { minLength: 1, maxLength: 40, size: 'max' }),
});
