import type { ChannelMessage } from '../channel/port.js';
import { ModelsError } from '../errors.js';
import { isText } from '../kinds.js';
import { MUTATION_ID_HEADER, REJECTED_HEADER, toMessage } from '../model/change-message.js';
import type { ConfirmedEvent, MutationEvent } from '../model/event.js';
import type { Inspector } from '../model/inspector.js';
import type { LiveClient, LiveModel, ModelSnapshot, Mutation } from '../model/live-model.js';
import { messageIdOf } from '../model/sequence.js';
import { mutationsOf, storesOf } from '../store/stores.js';
import { Bounded } from './bounded.js';
import { MessageFaults } from './message-faults.js';
import { isPendingRecord, MutationRecords, type MutationRecord } from './mutation-records.js';
import type { Command, DevtoolsSnapshot, LogEntry, ModelRow, MutationRow, Span } from './snapshot.js';

const LOG_KEPT = 500;
const SPANS_KEPT = 200;
const LIVE_KEPT = 1000;

/** ms between two times that the panel is told: enough for eyes, and a burst costs it little. */
const NOTIFY_MS = 80;

interface Watched {
  readonly model: LiveModel<unknown>;
  readonly spans: Bounded<Span>;
  readonly faults: MessageFaults;
  /** The ids of live messages that are yet to be heard: an event buffer, or a catch-up, keeps them for a while. */
  readonly live: Set<string>;
  readonly stop: () => void;
  /** As it was seen last. */
  seen: ModelSnapshot<unknown>;
}

/**
 * Looks into the models of a client and remembers what happened lately, from `start` to `stop`. Holds no claim: a model that
 * nobody uses any more goes as ever.
 */
export class Recorder implements Inspector {
  readonly #client: LiveClient;
  readonly #watched = new Map<LiveModel<unknown>, Watched>();
  readonly #log = new Bounded<LogEntry>(LOG_KEPT);
  readonly #mutations: MutationRecords;
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stops: (() => void)[] = [];
  #entries = 0;
  /** Another one for each snapshot that differs; it stays for as long as nobody who listens was told of a change. */
  version = 0;

  constructor(client: LiveClient) {
    this.#client = client;
    this.#mutations = new MutationRecords((record, step) => {
      const { model, event, mutationId } = record;
      const { name, data } = event;
      this.#note(model, 'mutation', name, { detail: step.stage, mutationId, data, at: step.at });
    });
  }

  start(): void {
    const registry = mutationsOf(this.#client);
    const follow = () => this.#mutations.follow(registry.getSnapshot());
    this.#client.inspector = this;
    this.#stops = [registry.subscribe(follow), this.#client.connection.observe(() => this.#onConnection())];
    for (const model of this.#client.models?.values() ?? []) this.#watch(model);
    follow();
  }

  stop(): void {
    if (this.#client.inspector === this) delete this.#client.inspector;
    for (const stop of this.#stops) stop();
    for (const { model, faults } of [...this.#watched.values()]) {
      this.#unwatch(model);
      const { state } = model.getSnapshot();
      // One that failed syncs anyway before it goes on.
      const goesOn = state === 'syncing' || state === 'ready' || state === 'paused';
      if (goesOn && faults.view.dropped.length > 0) void resync(model);
    }
    this.#mutations.clear();
    this.#log.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  subscribe(listener: () => void): () => void {
    const call = () => listener();
    this.#listeners.add(call);
    return () => void this.#listeners.delete(call);
  }

  made(model: LiveModel<unknown>): void {
    this.#watch(model);
  }

  mutated({ name }: LiveModel<unknown>, mutation: Mutation, event: MutationEvent): void {
    this.#mutations.made(name, mutation, event);
  }

  message(name: string, given: ChannelMessage): boolean {
    const watched = this.#find(name);
    if (watched === undefined) return false;
    const message = toMessage(given);
    const fault = watched.faults.take(message);
    if (fault === undefined) markLive(watched, message);
    if (fault === 'dropped') {
      const { data } = message;
      const what = isText(message.name) ? message.name : 'message';
      const sequenceId = messageIdOf(message.id);
      this.#note(name, 'fault', what, { detail: 'dropped: the model never had it', sequenceId, data });
    }
    this.#changed();
    return fault !== undefined;
  }

  heard({ name: model }: LiveModel<unknown>, event: ConfirmedEvent): void {
    this.#mutations.answer(model, event);
    this.#find(model)?.faults.heard(event.sequenceId);
    const { name, data, rejected, sequenceId, mutationId } = event;
    const how = this.#isLive(model, sequenceId) ? '' : 'read back';
    const detail = [rejected ? 'rejects its mutation' : '', how].filter(Boolean).join(', ');
    this.#note(model, 'event', name, { detail, sequenceId, mutationId, data });
  }

  read(watchedName: string | undefined): DevtoolsSnapshot {
    const watched = watchedName === undefined ? undefined : this.#find(watchedName);
    const snapshot = watched?.model.getSnapshot();
    return {
      connection: this.#client.connection.getState(),
      models: [...this.#watched.values()].map((each) => this.#rowOf(each)),
      mutations: this.#mutations.all().map((record) => this.#mutationOf(record)),
      log: this.#log.latest(),
      states:
        watched && snapshot?.hasData
          ? { model: watched.model.name, confirmed: snapshot.confirmed, optimistic: snapshot.optimistic }
          : undefined,
    };
  }

  execute(command: Command): void {
    this.#execute(command);
    // At once: it is what somebody has just pressed a button for.
    this.#notify();
  }

  #execute(command: Command): void {
    switch (command.type) {
      case 'watch':
        return;
      case 'clear-log':
        return this.#log.clear();
      case 'reject':
        return this.#reject(command.key);
    }
    const watched = this.#find(command.model);
    if (watched === undefined) return;
    const { model, faults } = watched;
    switch (command.type) {
      case 'sync':
        if (model.resync) void model.resume().catch(() => undefined);
        return void resync(model);
      case 'pause':
      case 'resume':
        // What went wrong shows as the model's error.
        return void model[command.type]().catch(() => undefined);
      case 'drop-next':
        return faults.dropNext();
      case 'delay':
        return faults.delay(command.ms);
    }
  }

  /** Hands the model what the backend would have published, or, where the client takes no messages, does what that does. */
  #reject(key: string): void {
    const record = this.#mutations.get(key);
    const watched = record && this.#find(record.model);
    if (record === undefined || watched === undefined || !this.#canReject(record, watched)) return;
    const { mutationId, event } = record;
    this.#note(record.model, 'fault', event.name, { detail: 'rejected from the devtools', mutationId });
    if (watched.model.intake) {
      const { name, data } = event;
      const headers = { [MUTATION_ID_HEADER]: mutationId, [REJECTED_HEADER]: 'true' };
      // Without an id it has no place in the outbox, and never moves the model's.
      return this.#deliver(watched.model, { name, data, timestamp: Date.now(), extras: { headers } });
    }
    const why = `unable to confirm mutation "${mutationId}" (${event.name}); it was rejected from the devtools`;
    record.attempt?.cancel(new ModelsError('mutation-rejected', why));
  }

  #canReject(record: MutationRecord, { model }: Watched): boolean {
    if (!isPendingRecord(record)) return false;
    return model.intake ? model.getSnapshot().state === 'ready' : record.attempt !== undefined;
  }

  /** A client of another kind does not tell. What has no id is in no history. */
  #isLive(name: string, sequenceId: string): boolean {
    const watched = this.#find(name);
    if (watched?.model.intake === undefined || sequenceId === '') return true;
    // Once: what is heard again was read back.
    return watched.live.delete(sequenceId);
  }

  #find(name: string): Watched | undefined {
    const model = this.#client.peek(name);
    return model && this.#watched.get(model);
  }

  #watch(model: LiveModel<unknown>): void {
    if (this.#watched.has(model)) return;
    const seen = model.getSnapshot();
    const spans = new Bounded<Span>(SPANS_KEPT);
    spans.push({ state: seen.state, since: Date.now() });
    this.#watched.set(model, {
      model,
      spans,
      seen,
      live: new Set(),
      faults: new MessageFaults(
        (message) => this.#deliver(model, message),
        () => this.#changed(),
      ),
      stop: model.observe(() => this.#look(model)),
    });
    this.#changed();
  }

  #unwatch(model: LiveModel<unknown>): void {
    const watched = this.#watched.get(model);
    this.#watched.delete(model);
    watched?.stop();
    watched?.faults.end();
    this.#changed();
  }

  #deliver(model: LiveModel<unknown>, message: ChannelMessage): void {
    const watched = this.#watched.get(model);
    if (watched) markLive(watched, message);
    model.intake?.receive(message);
  }

  /** What is held had come in time: once the connection is back, the channel goes on after it. */
  #onConnection(): void {
    if (!this.#isConnected) for (const { faults } of this.#watched.values()) faults.release();
    this.#changed();
  }

  get #isConnected(): boolean {
    return this.#client.connection.getState() === 'connected';
  }

  /** Whether the model goes on from a history, and no longer from what came before. */
  #leavesChannel(before: ModelSnapshot<unknown>, now: ModelSnapshot<unknown>): boolean {
    switch (now.state) {
      case 'ready':
        // Messages may have been missed. Only then: what comes from here on may be in no history that it reads.
        return now.isStale && !before.isStale && this.#isConnected;
      case 'syncing':
        return now.error !== undefined && now.error !== before.error;
      default:
        return true;
    }
  }

  /** At once, at each change: a state that lasts less than a frame is what one looks for here. */
  #look(model: LiveModel<unknown>): void {
    const watched = this.#watched.get(model);
    if (watched === undefined) return;
    const before = watched.seen;
    const now = model.getSnapshot();
    watched.seen = now;
    const { name } = model;
    if (this.#leavesChannel(before, now)) watched.faults.discard();
    if (now.hydration === 'hydrated' && before.hydration === undefined) {
      const detail = 'from an earlier run, or from a server';
      this.#note(name, 'state', 'restored', { detail, sequenceId: now.sequenceId });
    } else if (now.syncedAt !== before.syncedAt && now.syncedAt !== undefined) {
      watched.faults.synced();
      this.#note(name, 'sync', 'sync', { detail: 'the state was read', sequenceId: now.sequenceId });
    }
    if (now.state !== before.state || now.pausedReason !== before.pausedReason) {
      if (now.state === 'syncing' && before.state !== 'syncing') watched.faults.syncs();
      if (now.state !== before.state) watched.spans.push({ state: now.state, since: Date.now() });
      this.#note(name, 'state', now.state, { detail: now.pausedReason ?? '' });
    }
    if (now.error !== before.error && now.error !== undefined && now.state !== 'disposed')
      this.#note(name, 'error', now.error.code, { detail: now.error.message });
    // Each time: a connection that came back has the model take its state for complete again.
    if (watched.faults.view.dropped.length > 0) model.intake?.distrust();
    // A client of another kind lets go of models that it keeps.
    if (now.state === 'disposed' || this.#client.peek(name) !== model) this.#unwatch(model);
    this.#changed();
  }

  #note(
    model: string,
    kind: LogEntry['kind'],
    what: string,
    rest: Partial<LogEntry> & Pick<LogEntry, 'detail'>,
  ): void {
    this.#entries += 1;
    this.#log.push({ key: this.#entries, at: Date.now(), model, kind, what, ...rest });
    this.#changed();
  }

  #changed(): void {
    if (this.#listeners.size === 0) this.version += 1;
    else this.#timer ??= setTimeout(() => this.#notify(), NOTIFY_MS);
  }

  #notify(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #rowOf({ model, spans, faults }: Watched): ModelRow {
    const snapshot = model.getSnapshot();
    const { state, pausedReason, isStale, hasData, sequenceId, syncedAt } = snapshot;
    const { lastEventAt, hydration, pendingCount } = snapshot;
    const { name, channelName } = model;
    return {
      ...{ name, channelName, state, pausedReason, isStale, hasData, sequenceId, syncedAt },
      ...{ lastEventAt, hydration, pendingCount },
      error: snapshot.error?.message,
      claims: storesOf(this.#client).byName.get(name)?.claimCount ?? 0,
      spans: spans.latest(),
      faults: { ...faults.view, isPossible: model.intake !== undefined },
    };
  }

  #mutationOf(record: MutationRecord): MutationRow {
    const { key, model, mutationId, event, steps } = record;
    const { name, data } = event;
    const watched = this.#find(model);
    return {
      ...{ key, model, mutationId, name, data },
      steps: [...steps],
      isPending: isPendingRecord(record),
      canReject: watched !== undefined && this.#canReject(record, watched),
    };
  }
}

function markLive({ live }: Watched, message: ChannelMessage): void {
  const id = messageIdOf(message.id);
  if (id === undefined) return;
  live.add(id);
  const [oldest] = live;
  if (live.size > LIVE_KEPT && oldest !== undefined) live.delete(oldest);
}

/** What goes wrong shows as the model's error. */
async function resync(model: LiveModel<unknown>): Promise<void> {
  await (model.resync?.() ?? model.sync()).catch(() => undefined);
}
