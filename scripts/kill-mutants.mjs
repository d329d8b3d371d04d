/**
 * Guards of the outbox, each taken away: `npm run kills -- --mutants` must catch every one.
 *
 * @type {readonly { readonly name: string, readonly file: string, readonly find: string, readonly replace: string }[]}
 */
export const killMutants = [
  {
    name: 'sends before it has noted that it sends',
    file: 'src/persist/delivery.ts',
    find: `const begun = await this.#queue.change(entry,`,
    replace: `void this.#attempt(entry, options); const begun = await this.#queue.change(entry,`,
  },
  {
    name: 'notes `sending` when the answer is there',
    file: 'src/persist/delivery.ts',
    find: `    const begun = await this.#queue.change(entry, (row) =>
      isUnsent({ row }) ? { ...row, status: 'sending', attempts: Math.max(row.attempts, attempts) } : row,
    );
    if (begun !== 'changed' || this.#isOver(entry)) return;
    const failure = await this.#attempt(entry, options);`,
    replace: `    const failure = await this.#attempt(entry, options);
    await this.#queue.change(entry, (row) => ({ ...row, status: 'sending', attempts }));`,
  },
  {
    name: 'a row that is being sent stays untouched',
    file: 'src/persist/delivery.ts',
    find: `{ ...row, status: 'sending', attempts: Math.max(row.attempts, attempts) } : row`,
    replace: `{ ...row, at: row.at + attempts } : row`,
  },
  {
    name: 'the row is deleted at the acknowledgement',
    file: 'src/persist/delivery.ts',
    find: `await this.#queue.change(entry, (row) =>
        row.status === 'sending' ? { ...row, status: 'acknowledged', acknowledgedAt: Date.now() } : row,
      );`,
    replace: `this.#queue.end(entry, 'confirmed');`,
  },
  {
    name: 'the acknowledgement is not stored',
    file: 'src/persist/delivery.ts',
    find: `row.status === 'sending' ? { ...row, status: 'acknowledged', acknowledgedAt: Date.now() } : row`,
    replace: `row`,
  },
  {
    name: 'a new leader does not read what the one before left',
    file: 'src/persist/outbox.ts',
    find: `    await this.#queue.read();
    if (this.#term`,
    replace: `    await Promise.resolve();
    if (this.#term`,
  },
  {
    name: 'a new tab does not read what is there',
    file: 'src/persist/outbox.ts',
    find: `this.loaded = this.#queue.read().then(() => this.campaign());`,
    replace: `this.loaded = Promise.resolve().then(() => this.campaign());`,
  },
  {
    name: 'merges into what was sent',
    file: 'src/persist/changes.ts',
    find: `status === 'waiting' && attempts === 0;`,
    replace: `status === 'waiting' || status === 'sending' || attempts > 100;`,
  },
  {
    name: 'does not ask the storage whether it may merge',
    file: 'src/persist/changes.ts',
    find: `if (!isUntouched(row) || isIn(row)) return row;`,
    replace: `if (isIn(row)) return row;`,
  },
  {
    name: 'what is being merged counts as stored',
    file: 'src/persist/entry.ts',
    find: `!changes.some(({ merge }) => merge !== undefined);`,
    replace: `changes.length < 1000;`,
  },
  {
    name: 'each tab sends',
    file: 'src/persist/delivery.ts',
    find: `(kept === 'stored' && this.isLeading)`,
    replace: `kept === 'stored'`,
  },
  {
    name: 'two of one model are sent at the same time',
    file: 'src/persist/delivery.ts',
    find: `if (isUnsent(entry) && !heads.has(entry.row.model)) heads.set(entry.row.model, entry);`,
    replace: `if (isUnsent(entry)) heads.set(entry.row.mutationId, entry);`,
  },
  {
    name: 'an acknowledged mutation is never looked for',
    file: 'src/persist/model-links.ts',
    find: `if (needsSync)`,
    replace: `if (needsSync && link.begun > 1000)`,
  },
  {
    name: 'an earlier attempt is taken for none',
    file: 'src/persist/delivery.ts',
    find: `entry.wasUncertain = entry.row.attempts > 1;`,
    replace: `entry.wasUncertain = false;`,
  },
  {
    name: 'a sync that began before the acknowledgement is taken for proof',
    file: 'src/persist/model-links.ts',
    find: `link.answered > syncsBefore)`,
    replace: `link.answered >= syncsBefore)`,
  },
  {
    name: 'what a delta contains is not looked at',
    file: 'src/persist/model-links.ts',
    find: `if (end !== undefined) this.#owner.decided(entry, end);
      else if`,
    replace: `if (end === 'rejected') continue;
      else if`,
  },
  {
    name: 'what left while the storage was read comes back',
    file: 'src/persist/other-tabs.ts',
    find: `if (this.#queue.leaving.has(row.mutationId) && entry?.kept !== 'stored') continue;`,
    replace: ``,
  },
  {
    name: 'what is heard of after its confirmation is shown all the same',
    file: 'src/persist/model-links.ts',
    find: `if (link.heard.has(mutationId))`,
    replace: `if (link.heard.has(mutationId) && entry.kept === 'memory')`,
  },
  {
    name: 'what was confirmed stays in the storage',
    file: 'src/persist/queue.ts',
    find: `      await this.#forget(entry.row);
      this.#bus`,
    replace: `      await Promise.resolve();
      this.#bus`,
  },
  {
    name: 'the leader never looks for what nobody told it of',
    file: 'src/persist/outbox.ts',
    find: `      void this.#queue.read();
      this.#lookAfterAWhile(term);`,
    replace: ``,
  },
  {
    name: 'what failed is not stored as failed',
    file: 'src/persist/delivery.ts',
    find: `row.status === 'sending' ? { ...row, status: 'failed', error } : row`,
    replace: `row`,
  },
  {
    name: 'what was dismissed is kept',
    file: 'src/persist/queue.ts',
    find: `if (!this.#leave(entry, error)) return;`,
    replace: `if (!this.#leave(entry, error) || end === 'dismissed') return;`,
  },
  {
    name: 'sends before its model has caught up',
    file: 'src/persist/model-links.ts',
    find: `return snapshot?.state !== 'syncing' && !(snapshot?.state === 'ready' && snapshot.isStale);`,
    replace: `return snapshot?.state !== 'disposed';`,
  },
  {
    name: 'keeps the state that is shown, and not the confirmed one',
    file: 'src/model/core-model.ts',
    find: `    return saved && { ...saved,`,
    replace: `    return saved && { ...saved, data: this.#mutations.over(saved.data),`,
  },
  {
    name: 'keeps a state without its place in the channel',
    file: 'src/model/stream.ts',
    find: `      sequenceId: id,
      inChannel:`,
    replace: `      sequenceId: '1',
      inChannel:`,
  },
];
