/**
 * Faults to be put into the sources, each against one promise of docs/architecture.md. The schedules must catch
 * every one of them: `npm run mutants`.
 *
 * @typedef {object} Mutant
 * @property {string} name
 * @property {string} promise what it breaks
 * @property {string} file end of the path
 * @property {string} find occurs once
 * @property {string} replace
 */

/** @type {readonly Mutant[]} */
export const mutants = [
  {
    name: 'listens late',
    promise: 'listening and attaching begin together with the sync call',
    file: 'src/model/stream.ts',
    find: 'const { attached, ...listening } = this.#listen();\n    const result = await call();',
    replace:
      'const result = await call();\n    const { attached, ...listening } = { ...this.#listen(), ...(this.#uncollectedAt = -1, {}) };',
  },
  {
    name: 'forgets what arrived',
    promise: 'live messages wait until the history is read',
    file: 'src/model/stream.ts',
    find: 'if (this.#arrived) this.#arrived.push(',
    replace: 'if (this.#arrived) [].push(',
  },
  {
    name: 'ready too early',
    promise: 'a live state is continuous',
    file: 'src/model/stream.ts',
    find: 'if (this.#isContinuous) this.#applier.take(message);',
    replace: 'if (this.track) this.#applier.take(message);',
  },
  {
    name: 'trusts what was read long ago',
    promise: 'a state that was read ahead is used while the channel reaches back to it',
    file: 'src/model/core-model.ts',
    find: 'if (prefetched !== undefined && this.#stream.canReplay) return prefetched;',
    replace: 'if (prefetched !== undefined) return prefetched;',
  },
  {
    name: 'no dedupe',
    promise: 'each id is merged once',
    file: 'src/model/track.ts',
    find: "if (this.#recent.has(id)) return 'duplicate';",
    replace: '',
  },
  {
    name: 'forgets what it covered',
    promise: 'each id is merged once, also after a new sync result',
    file: 'src/model/track.ts',
    find: "if (id !== '') this.#recent.add(id);",
    replace: '',
  },
  {
    name: 'cuts at ≥',
    promise: 'what the sync result contains is not merged again',
    file: 'src/model/track.ts',
    find: "return 'cut';",
    replace: "return 'new';",
  },
  {
    name: 'cuts by number',
    promise: 'the cut runs through the channel, not through the numbers',
    file: 'src/model/track.ts',
    find: 'if (id === this.#syncedTo && !this.#ordersById) {',
    replace: 'if (id === null) {',
  },
  {
    name: 'never passes the sync result',
    promise: 'what stands after the sync result’s own message is merged whatever its number',
    file: 'src/model/track.ts',
    find: 'this.#passedSync = true;',
    replace: '',
  },
  {
    name: 'no taking back',
    promise: 'what was merged by order is taken back when the message comes late',
    file: 'src/model/track.ts',
    find: 'if (this.#synced) this.state = this.#synced.state;',
    replace: '',
  },
  {
    name: 'one page only',
    promise: 'history is paged until the position is found',
    file: 'src/model/rewind.ts',
    find: 'if (isOver || !page.hasNext())',
    replace: 'if (page)',
  },
  {
    name: 'stops at the first lower id',
    promise: 'a lower id is no proof that the position was passed',
    file: 'src/model/rewind.ts',
    find: 'return this.#position?.inChannel === false && this.#lowerSeen >= pageSize;',
    replace: 'return this.#position?.inChannel === false && this.#lowerSeen >= 1;',
  },
  {
    name: 'takes any history for enough',
    promise: 'a history that does not reach back means a new sync',
    file: 'src/model/stream.ts',
    find: 'if (!rewound.reached &&',
    replace: 'if (rewound === null &&',
  },
  {
    name: 'ids as text',
    promise: 'ids compare as integers of any size',
    file: 'src/model/sequence.ts',
    find: "if (order === 'integer' && a.length !== b.length) return a.length - b.length;",
    replace: '',
  },
  {
    name: 'deaf to discontinuities',
    promise: 'a discontinuity means a replay',
    file: 'src/model/stream.ts',
    find: 'if (gap) this.#interrupt(undefined);',
    replace: 'if (gap) this.#owner.changed();',
  },
  {
    name: 'a forgotten listener',
    promise: 'a lost channel is attached again',
    file: 'src/model/stream.ts',
    find: 'else this.#owner.interrupted(error);',
    replace: '',
  },
  {
    name: 'ignores the overlap',
    promise: 'what is on its way is told from what is new',
    file: 'src/model/stream.ts',
    find: 'return session.attachPoints !== this.#uncollectedAt;',
    replace: 'return true;',
  },
  {
    name: 'trusts old history',
    promise: 'past the retention period it syncs',
    file: 'src/model/stream.ts',
    find: 'return age > -margin && age < retention - margin;',
    replace: 'return age > -margin;',
  },
  {
    name: 'trusts times to come',
    promise: 'a saved state from a time to come is read anew',
    file: 'src/model/stream.ts',
    find: 'return age > -margin && age < retention - margin;',
    replace: 'return age < retention - margin;',
  },
  {
    name: 'saves no place',
    promise: 'a restart goes on from the place in the channel, not from a number',
    file: 'src/model/stream.ts',
    find: 'inChannel: this.#isProven ? inChannel : undefined',
    replace: 'inChannel: this.#isProven ? false : undefined',
  },
  {
    name: 'saves no ids',
    promise: 'each id is merged once, also after a restart',
    file: 'src/model/stream.ts',
    find: 'recentIds: track.recentIds.slice(-RECENT_IDS_SAVED),',
    replace: 'recentIds: [],',
  },
  {
    name: 'saves what is stale as fresh',
    promise: 'a saved state tells how far it is complete',
    file: 'src/model/stream.ts',
    find: 'takenAt: completeAt > 0 && track.isPlaced ? completeAt : undefined,',
    replace: 'takenAt: this.#context.clock.now(),',
  },
  {
    name: 'saves what lacks an event',
    promise: 'a restart skips no event that could not be merged',
    file: 'src/model/stream.ts',
    find: 'this.#lostAt = NaN;',
    replace: '',
  },
  {
    name: 'saves what may be taken back',
    promise: 'what was merged by order is saved only once its place is known',
    file: 'src/model/stream.ts',
    find: 'completeAt > 0 && track.isPlaced ?',
    replace: 'completeAt > 0 ?',
  },
  {
    name: 'takes a resumed connection for a quiet one',
    promise: 'what came while the connection was away is still on its way when it is back',
    file: 'src/model/stream.ts',
    find: 'this.#context.clock.now() - this.#backAt > ON_ITS_WAY_MS',
    replace: 'this.#context.clock.now() - this.#backAt >= 0',
  },
  {
    name: 'uses late results',
    promise: 'the latest intention wins, late results are dropped',
    file: 'src/model/operations.ts',
    find: 'isOvertaken: () => signal.aborted',
    replace: 'isOvertaken: () => false',
  },
  {
    name: 'leaves the channel attached',
    promise: 'pause and dispose let go of the channel',
    file: 'src/model/stream.ts',
    find: 'return session?.close() ?? Promise.resolve();',
    replace: 'return Promise.resolve();',
  },
  {
    name: 'leaves the connection listener',
    promise: 'dispose lets go of listeners',
    file: 'src/model/core-model.ts',
    find: 'this.#stopObservingConnection?.();',
    replace: '',
  },
  {
    name: 'keeps the folded view',
    promise: 'pending mutations are folded over each new state',
    file: 'src/model/local-mutations.ts',
    find: 'folded?.events === events && Object.is(folded.base, confirmed)',
    replace: 'folded?.events === events',
  },
  {
    name: 'lets confirmed mutations stay',
    promise: 'a confirmation takes its mutation out in the snapshot that has its event',
    file: 'src/model/local-mutations.ts',
    find: 'if (mutationId === undefined) return;',
    replace: 'if (mutationId !== undefined) return;',
  },
  {
    name: 'takes rejections for confirmations',
    promise: 'a rejection rejects',
    file: 'src/model/change-message.ts',
    find: "rejected: headers[REJECTED_HEADER] === 'true',",
    replace: 'rejected: false,',
  },
  {
    name: 'mutations never time out',
    promise: 'a mutation that nobody confirms is taken back',
    file: 'src/model/local-mutations.ts',
    find: 'this.#takeBack(event, error);\n    });',
    replace: '});',
  },
  {
    name: 'skips what it cannot merge',
    promise: 'a merge that throws stops the model',
    file: 'src/model/applier.ts',
    find: 'if (!event.rejected) track.state = this.#mergeOne(track.state, event);',
    replace:
      'try { if (!event.rejected) track.state = this.#mergeOne(track.state, event); } catch { /* skipped */ }',
  },
  {
    name: 'drops what nobody’s mutation caused',
    promise: 'an event without a mutation id is a change event',
    file: 'src/model/change-message.ts',
    find: 'if (!isText(name)) return undefined;',
    replace: 'if (!isText(name) || mutationIdOf(message) === undefined) return undefined;',
  },
  {
    name: 'merges out of order',
    promise: 'the event buffer puts events back in order',
    file: 'src/model/applier.ts',
    find: 'if (!this.#buffer) return events;',
    replace: 'if (events) return events;',
  },
  {
    name: 'forgets what came between slices',
    promise: 'live messages wait until the replay is merged',
    file: 'src/model/stream.ts',
    find: 'arrived.slice(count)',
    replace: '[]',
  },
];
