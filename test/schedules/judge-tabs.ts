import { kindOf, textsOf } from '../simulated-browser/texts.js';
import type { Row } from './backend.js';
import { check } from './check.js';
import type { Machine, Made } from './machine.js';
import type { Participant } from './participant.js';
import { RETENTION } from './simulated-world.js';
import { isRejected } from './tab-commands.js';

/**
 * ms for which a tab may show a mutation over a state that has it: one that an earlier page or another tab has sent, whose
 * outcome is looked up. Counted while nothing is in the way of that.
 */
const LOOK_UP = 12_000;

/** Looks at the screens of the tabs of one machine, and in the end at what has come of all that was typed there. */
export class TabJudge {
  readonly #machine: Machine;
  /** Since when a tab shows something twice, by tab and text. */
  readonly #doubledSince = new Map<string, number>();

  /** What was seen to be confirmed. */
  readonly #noticed = new Set<Made>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  look({ tab, model, seen }: Participant): void {
    if (tab === undefined) return;
    const { confirmed, optimistic, state, isStale } = model.getSnapshot();
    if (confirmed === undefined || optimistic === undefined || state === 'disposed') return;
    const { made } = this.#machine;
    const rows = this.#rows();
    const shown = optimistic.slice(confirmed.length).flatMap((each) => textsOf(each.slice(1, -1)));
    const screen = () => `${tab.name} shows ${optimistic.join(' ')} over ${confirmed.join(' ')}`;
    check(
      confirmed.every((id, index) => id === optimistic[index]),
      screen,
    );
    check(new Set(shown).size === shown.length, () => `${screen()}: one of it twice`);
    const known = new Set(this.#machine.made.map(({ text }) => text));
    check(
      shown.every((text) => known.has(text)),
      () => `${screen()}: nobody typed that`,
    );

    for (const each of made) {
      if (each.life !== tab.life || each.outcome !== 'pending') continue;
      const row = rows.get(each.text);
      const isThere = shown.includes(each.text) || (row && (row.rejected || confirmed.includes(row.id)));
      check(isThere === true, () => `${screen()}, without ${each.text}`);
    }
    for (const each of made) {
      if (each.life !== tab.life || each.outcome !== 'confirmed' || this.#noticed.has(each)) continue;
      this.#noticed.add(each);
      const row = rows.get(each.text);
      // Of one whose rejection it has not heard, a state that is read afterwards tells only that it was decided.
      const isFresh = row !== undefined && this.#now - row.committedAt < RETENTION / 2;
      check(
        !(isFresh && row.rejected && seen.has(row.id)),
        () => `${each.text} is confirmed, and was rejected`,
      );
    }
    const isReady = state === 'ready' && !isStale;
    for (const text of known) {
      const row = rows.get(text);
      const isDoubled = row !== undefined && shown.includes(text) && confirmed.includes(row.id);
      const isOwn = made.some((each) => each.text === text && each.model === model);
      // Who made it and has heard of its end knows.
      check(!(isDoubled && isReady && isOwn && seen.has(row.id)), () => `${screen()}: ${text} twice`);
      const since = this.#clockOf(`${tab.name} ${text}`, isDoubled, isReady);
      check(this.#now - since <= LOOK_UP, () => `${screen()}: ${text} twice, for ${this.#now - since} ms`);
    }
  }

  /** When all is at rest. */
  judge(tabs: readonly Participant[]): void {
    const { disk, server, made, cancelled, errors } = this.#machine;
    check(server.complaints.length === 0, () => server.complaints.join('; '));
    check(errors.length === 0, () => `the storage failed: ${errors.join()}`);
    const rows = server.backend.rows.filter(({ data }) => data !== undefined);
    const texts = rows.flatMap(({ data }) => textsOf(data));
    const log = () => `; the log has ${texts.join(' ')}`;
    check(new Set(texts).size === texts.length, () => `one was done twice${log()}`);
    const takenBack = new Set([...cancelled].flatMap((id) => [...(disk.textsOf.get(id) ?? [id])]));
    for (const text of this.#machine.takenBack) takenBack.add(text);
    for (const text of disk.stored) {
      const isDone = texts.includes(text);
      const isExcused = takenBack.has(text) || server.refused.has(text);
      check(isDone || isExcused, () => `${text} was kept, and is lost${log()}`);
      check(!(isDone && server.refused.has(text)), () => `${text} was refused, and is done${log()}`);
    }
    for (const { data, rejected } of rows)
      check(rejected === textsOf(data).some(isRejected), () => `${String(data)} was decided wrongly`);
    this.#checkOrder(texts, takenBack);
    for (const { tab } of tabs) {
      const { queue, failed, unsaved } = tab?.outbox.getSnapshot() ?? { queue: [], failed: [], unsaved: 0 };
      check(queue.length + failed.length + unsaved === 0, () => `ends with ${queue.length} in the outbox`);
    }
    for (const each of made) {
      const participant = tabs.find(({ tab }) => tab === each.tab);
      if (participant?.isThere && each.tab.life === each.life) this.#checkOutcome(each, takenBack);
    }
  }

  get #now(): number {
    return this.#machine.clock.now();
  }

  /** What tabs have sent and the backend has committed, by text. */
  #rows(): ReadonlyMap<string, Row> {
    return new Map(
      this.#machine.server.backend.rows.flatMap((row) =>
        row.data === undefined ? [] : textsOf(row.data).map((text) => [text, row] as const),
      ),
    );
  }

  /** @returns since when it is there twice, with nothing in the way of looking it up */
  #clockOf(key: string, isDoubled: boolean, isReady: boolean): number {
    const { tabs, isPaused, server } = this.#machine;
    const isCalm =
      isReady && !isPaused && server.faults.length === 0 && tabs.every((tab) => !tab.isOpen || tab.isOnline);
    if (!isDoubled || !isCalm) this.#doubledSince.delete(key);
    else if (!this.#doubledSince.has(key)) this.#doubledSince.set(key, this.#now);
    return this.#doubledSince.get(key) ?? this.#now;
  }

  /** Those of one kind, of one tab: what is merged moves to the place of the first. */
  #checkOrder(texts: readonly string[], takenBack: ReadonlySet<string>): void {
    const lineOf = (text: string) => `${text.slice(text.indexOf(':') + 1).split('.')[0]} ${kindOf(text)}`;
    const inLog = new Map<string, string[]>();
    for (const text of texts.filter((each) => !takenBack.has(each)))
      inLog.set(lineOf(text), [...(inLog.get(lineOf(text)) ?? []), text]);
    for (const line of inLog.values()) {
      const order = this.#machine.made.map(({ text }) => text).filter((text) => line.includes(text));
      check(order.join() === line.join(), () => `done as ${line.join(' ')}, and made as ${order.join(' ')}`);
    }
  }

  #checkOutcome({ text, outcome }: Made, takenBack: ReadonlySet<string>): void {
    check(outcome !== 'pending', () => `${text} never settles`);
    if (takenBack.has(text)) return;
    const row = this.#rows().get(text);
    const ofRow = row?.rejected ? ['mutation-rejected', 'confirmed'] : ['confirmed'];
    const right = row === undefined ? ['send-failed'] : ofRow;
    check(right.includes(outcome), () => `${text} is ${outcome}, and not ${right.join(' or ')}`);
  }
}
