import fc from 'fast-check';

/** What happens to a request: it is lost, its answer is, nobody answers, or it arrives after its sender has given it up. */
export type NetworkFault = 'lose the request' | 'lose the answer' | 'never answer' | 'arrives late';

/** What the backend will say of a mutation: it may also refuse it in its answer, or take it and reject it on the channel. */
export type Verdict = 'accept' | 'refuse' | 'reject';

/** Which tab a command is for; taken modulo the number of tabs. One that is closed is left alone. */
type Which = { readonly client: number };

/** How a page begins. */
export interface Beginning {
  /** ms by which the clock of the new page is ahead of the truth. */
  readonly ahead: number;
  readonly begin: 'sync' | 'prefetch' | 'none';
}

/** It is closed in order, or killed: then what it had on its way is lost, or lands. */
export type TabEnd = 'closes' | 'lost' | 'lands';

/** A step of a schedule that is for the tabs of one machine: they share a storage, a lock and a bus. */
export type TabCommand =
  /** A mutation that is kept; those of one kind are merged while they wait. */
  | ({ readonly do: 'keep'; readonly kind: '' | 'title'; readonly verdict: Verdict } & Which)
  /** The outbox as a user has it, who may take back the latest mutation. */
  | ({ readonly do: 'resumeOutbox' | 'cancelKept' | 'retryFailed' | 'dismissFailed' } & Which)
  | ({ readonly do: 'openTab' } & Beginning & Which)
  | ({ readonly do: 'pauseOutbox' } & Which)
  | ({ readonly do: 'closeTab' } & Which)
  | ({ readonly do: 'killTab'; readonly inFlight: 'lost' | 'lands' } & Which)
  /** A tab ends, and after a while another one begins with what is kept. */
  | ({
      readonly do: 'restartTab';
      readonly end: TabEnd;
      readonly ms: number;
      readonly commits: number;
    } & Beginning &
      Which)
  /** The connection of one tab is away for a while. */
  | ({
      readonly do: 'offlineTab';
      readonly forget: boolean;
      readonly ms: number;
      readonly commits: number;
    } & Which)
  /** What befalls the next requests of whichever tab. */
  | { readonly do: 'network'; readonly fault: NetworkFault; readonly times: number };

/** What is measured against the states of the model in which it strikes. */
export const tabFaults = [
  'pauseOutbox',
  'closeTab',
  'killTab',
  'restartTab',
  'offlineTab',
  'network',
] as const satisfies readonly TabCommand['do'][];

export const tabCommands = [
  ...tabFaults,
  'keep',
  'openTab',
  'resumeOutbox',
  'cancelKept',
  'retryFailed',
  'dismissFailed',
] as const satisfies readonly TabCommand['do'][];

export type TabFault = (typeof tabFaults)[number];

/** What the user types: how the backend takes it is in it, and of which kind it is, as `kindOf` reads it. */
export const textOf = (name: string, kind: string, verdict: Verdict): string =>
  `${kind && `${kind}:`}${name}${{ accept: '', refuse: '!', reject: '?' }[verdict]}`;

export const isRefused = (text: string): boolean => text.endsWith('!');
export const isRejected = (text: string): boolean => text.endsWith('?');

const client = fc.nat({ max: 2 });

const spell = {
  ms: fc.constantFrom(5, 5, 1_500, 50_000, 100_000, 130_000),
  commits: fc.nat({ max: 2 }),
};

const beginning = {
  ahead: fc.constantFrom(0, 0, 0, 14_000, -14_000, 86_400_000, -86_400_000),
  begin: fc.constantFrom('sync' as const, 'sync' as const, 'prefetch' as const, 'none' as const),
};

export const tabCommand: fc.Arbitrary<TabCommand> = fc.oneof(
  {
    weight: 14,
    arbitrary: fc.record({
      do: fc.constant('keep' as const),
      client,
      kind: fc.constantFrom('' as const, 'title' as const),
      verdict: fc.constantFrom<Verdict[]>('accept', 'accept', 'accept', 'accept', 'refuse', 'reject'),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'resumeOutbox' as const,
        'resumeOutbox' as const,
        'cancelKept' as const,
        'retryFailed' as const,
        'dismissFailed' as const,
      ),
      client,
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('openTab' as const), client, ...beginning }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pauseOutbox' as const), client }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('closeTab' as const), client }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('killTab' as const),
      client,
      inFlight: fc.constantFrom('lost' as const, 'lands' as const),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('restartTab' as const),
      client,
      end: fc.constantFrom<TabEnd[]>('closes', 'lost', 'lands'),
      ...spell,
      ...beginning,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('offlineTab' as const), client, forget: fc.boolean(), ...spell }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('network' as const),
      fault: fc.constantFrom<NetworkFault[]>(
        'lose the request',
        'lose the answer',
        'never answer',
        'arrives late',
      ),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  },
);
