import type { ModelsClient } from '../client/models-client.js';
import { RETENTION_MS, type ModelsClientOptions } from '../client/options.js';
import { getOrAdd } from '../get-or-add.js';
import { isObject } from '../kinds.js';
import type { ModelInput } from '../model/define-model.js';
import type { ChangeEvent } from '../model/event.js';
import type { EventsOf } from '../model/merge-handlers.js';
import { resolveModel, type AnyModelInput } from '../model/resolve-model.js';
import type { EventSchemas, NoSchemas } from '../model/schema.js';
import { assertKnownOptions } from '../options.js';
import type { ModelsProviderProps } from '../react/models-provider.js';
import type { VisibilitySource } from '../store/page-visibility.js';
import { storesOf } from '../store/stores.js';
import { inAct } from './act.js';
import { assertArgument, isTime } from './assert-argument.js';
import { heldOf, mountedModelsOf, unansweredOf, undeliveredOf, unstruckOf } from './leaks.js';
import { TestBackend } from './test-backend.js';
import { createTestChannel, type TestChannel } from './test-channel.js';
import { createTestClient } from './test-client.js';
import { TestMutations } from './test-mutations.js';
import { TestRealtime } from './test-realtime.js';
import { TestVisibility } from './test-visibility.js';
import { createTestWrapper, type TestWrapper } from './test-wrapper.js';

/** The options of `ModelsClient` and the times of `<ModelsProvider>`, for a test. */
export interface TestModelsOptions
  extends Omit<ModelsClientOptions, 'ably'>, Pick<ModelsProviderProps, 'pauseAfter' | 'gcTime'> {
  /** `'own'` has models call their own sync function where their channel was given no state. Default: such a sync fails. */
  readonly sync?: 'own';
}

interface FindChannel {
  <
    Answer,
    Events,
    Names extends string,
    Event extends ChangeEvent,
    Schemas extends EventSchemas = NoSchemas,
    T = Answer,
  >(
    model: ModelInput<T, Events, Names, Event, Schemas, Answer>,
  ): TestChannel<EventsOf<Events, Names, Event, Schemas>>;
  (name: string): TestChannel;
}

/** A client for one test, its connection and its backend. */
export interface TestModels {
  /** A real `ModelsClient`, on a connection that needs no network. */
  readonly client: ModelsClient;
  /** For `render(ui, { wrapper })`: a `<ModelsProvider>` with that client and that visibility. */
  readonly wrapper: TestWrapper;
  /** For a `<ModelsProvider>` of your own: what `hide()` and `show()` change. */
  readonly visibilitySource: VisibilitySource;
  /**
   * A channel, by its name or by a model of it, whose events `emit` then knows.
   *
   * @throws Error for a channel that was given no state; not with `sync: 'own'`
   */
  readonly channel: FindChannel;
  /** The connection drops, until `reconnect()`. For two minutes the channels can go on where they were. */
  readonly disconnect: () => Promise<void>;
  readonly reconnect: () => Promise<void>;
  /** The page is hidden, as in another tab: models are paused after `pauseAfter`. */
  readonly hide: () => Promise<void>;
  readonly show: () => Promise<void>;
  /** Lets all arrive that is on its way without a timer: what a test with fake timers awaits in the place of `findBy…`. */
  readonly settle: () => Promise<void>;
  /** Takes what is in the `wrapper` off the screen, and lets go of all models, channels and timers. */
  readonly dispose: () => Promise<void>;
  /**
   * As `dispose()`, for `afterEach`.
   *
   * @throws Error that names what is left: a pending mutation, a component that is mounted outside of the `wrapper`, a
   *   channel, a listener, a message on its way, a `failSync()` or `reorder()` that never struck
   */
  readonly expectNoLeaks: () => Promise<void>;
}

const optionNames = [
  'sync',
  'pauseAfter',
  'gcTime',
  'syncOptions',
  'eventBufferOptions',
  'optimisticEventOptions',
  'logger',
  'logLevel',
] as const;

/**
 * Makes models for a test of components: the real client and its real hooks, on a channel in memory.
 *
 * @param states by channel name, what a sync call of its models answers as `data`. Their sync functions are not called;
 *   their schemas and merge functions are
 * @param options as in the application, but that a failed sync is not tried again unless a `retryStrategy` says so
 * @throws ModelsError `invalid-options`
 * @example
 * const models = createTestModels({ 'posts:1': { title: 'Hello', comments: [] } });
 * render(<Comments />, { wrapper: models.wrapper });
 * await models.channel('posts:1').emit('comment.added', { id: 'c1', text: 'Welcome' });
 * screen.getByText('Welcome');
 * await models.expectNoLeaks();
 */
export function createTestModels(
  states: Readonly<Record<string, unknown>> = {},
  options: TestModelsOptions = {},
): TestModels {
  assertCreation(states, options);
  const { sync, pauseAfter, gcTime, ...clientOptions } = options;
  const { messageRetentionPeriod = '2m' } = clientOptions.syncOptions ?? {};
  const ably = new TestRealtime(RETENTION_MS[messageRetentionPeriod]);
  const backends = new Map<string, TestBackend>();
  const mutations = new Map<string, TestMutations>();
  const channels = new Map<string, TestChannel>();

  const backendOf = (channel: string) =>
    getOrAdd(backends, channel, () => new TestBackend(channel, ably.logOf(channel), sync === 'own'));
  const mutationsOf = (channel: string) => getOrAdd(mutations, channel, () => new TestMutations());
  for (const [channel, state] of Object.entries(states)) backendOf(channel).serve(state);

  const { client, live, models, findHandlers } = createTestClient({
    ably,
    backendOf,
    mutationsOf,
    options: { ...clientOptions, syncOptions: { retryStrategy: -1, ...clientOptions.syncOptions } },
  });
  const visibility = new TestVisibility();
  let ending: Promise<readonly string[]> | undefined;
  const assertOpen = (doing: string) => {
    if (ending) throw new Error(`unable to ${doing}; the test models are disposed of. Create new ones`);
  };

  const { Wrapper, empty } = createTestWrapper(() => assertOpen('render in the `wrapper`'), {
    client,
    visibilitySource: visibility.source,
    ...(pauseAfter !== undefined && { pauseAfter }),
    ...(gcTime !== undefined && { gcTime }),
  });

  /** No time has passed: by the clock, nothing has expired for them yet. */
  const distrustHistory = (channel: string) =>
    [...models.keys()]
      .filter((model) => model.channelName === channel && model.getSnapshot().isStale)
      .forEach((model) => model.intake.distrust());

  /** @returns what was left */
  async function end(): Promise<readonly string[]> {
    await inAct(empty);
    const leaks = [...mutations].flatMap(([channel, made]) => unansweredOf(channel, made));
    const mounted = mountedModelsOf(storesOf(live));
    if (mounted.length > 0 || visibility.isObserved) {
      const which = mounted.length > 0 ? `, with model ${mounted.join(', ')}` : '';
      leaks.push(`a component outside of the \`wrapper\` is still mounted${which}`);
    }
    for (const [name, backend] of backends) leaks.push(...unstruckOf(name, backend, ably.logOf(name)));
    leaks.push(...undeliveredOf(ably));
    // Models first: what they settle gives back its claims, each of which would begin a grace of minutes.
    await inAct(() => Promise.all([...models.keys()].map((model) => model.dispose())));
    await inAct(() => [...storesOf(live).byName.values()].forEach((store) => store.release()));
    leaks.push(...heldOf(ably));
    for (const { delivery } of ably.made) delivery.clear();
    return leaks;
  }

  return {
    client,
    wrapper: Wrapper,
    visibilitySource: visibility.source,
    channel(which: string | AnyModelInput<unknown>): TestChannel {
      const name = typeof which === 'string' ? which : resolveModel(which).channelName;
      if (sync !== 'own' && !Object.hasOwn(states, name)) {
        const known = Object.keys(states).map((one) => `"${one}"`);
        throw new Error(
          `unable to find channel "${name}"; the test models have states for ${known.join(', ') || 'none'}`,
        );
      }
      return getOrAdd(channels, name, () =>
        createTestChannel({
          name,
          ably,
          backend: backendOf(name),
          mutations: mutationsOf(name),
          distrustHistory: () => distrustHistory(name),
          findHandlers: () => findHandlers(name),
          assertOpen,
        }),
      );
    },
    async disconnect() {
      assertOpen('drop the connection');
      await inAct(() => ably.disconnect());
    },
    async reconnect() {
      assertOpen('bring the connection back');
      await inAct(() => ably.reconnect());
    },
    async hide() {
      assertOpen('hide the page');
      await inAct(() => visibility.move('hidden'));
    },
    async show() {
      assertOpen('show the page');
      await inAct(() => visibility.move('visible'));
    },
    async settle() {
      assertOpen('settle');
      await inAct(() => undefined);
    },
    async dispose() {
      await (ending ??= end());
    },
    async expectNoLeaks() {
      const leaks = await (ending ??= end());
      if (leaks.length > 0)
        throw new Error(`unable to end the test without leaving anything behind; ${leaks.join('; ')}`);
    },
  };
}

/** @throws ModelsError `invalid-options`; the client sees to its own options */
function assertCreation(states: unknown, options: TestModelsOptions): void {
  const doing = 'create test models';
  const isByName = isObject(states) && !(Symbol.iterator in states);
  assertArgument(doing, isByName, 'the states must be an object, by channel name,', states);
  assertKnownOptions(doing, options, optionNames);
  const { sync } = options as { readonly sync?: unknown };
  assertArgument(doing, sync === undefined || sync === 'own', "`sync` must be 'own' or left out", sync);
  for (const name of ['pauseAfter', 'gcTime'] as const) {
    const { [name]: ms = 0 } = options;
    assertArgument(doing, isTime(ms), `\`${name}\` must be a number of ms, 0 or more, or Infinity,`, ms);
  }
}
