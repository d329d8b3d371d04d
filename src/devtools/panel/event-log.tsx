'use client';

import { memo, useState } from 'react';
import { logKinds, type Command, type LogEntry, type LogKind } from '../snapshot.js';
import { Disclosure } from './disclosure.js';
import { textOf } from './json-text.js';
import { clockOf } from './times.js';

interface EventLogProps {
  readonly log: readonly LogEntry[];
  readonly hasModel: boolean;
  readonly send: (command: Command) => void;
}

/** Newest first. */
export function EventLog({ log, hasModel, send }: EventLogProps) {
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<LogKind | 'all'>('all');
  const text = filter.trim().toLowerCase();
  const shown = log
    .filter((entry) => kind === 'all' || entry.kind === kind)
    .filter((entry) => text === '' || searchable(entry).includes(text))
    .reverse();
  return (
    <>
      <div className="field">
        <input
          type="search"
          aria-label="Filter events"
          placeholder="Filter by name, model, id"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
        <select
          aria-label="Kind of event"
          value={kind}
          onChange={({ target }) => setKind(target.value as LogKind | 'all')}
        >
          {['all', ...logKinds].map((value) => (
            <option key={value}>{value}</option>
          ))}
        </select>
        <button onClick={() => send({ type: 'clear-log' })}>Clear</button>
      </div>
      {shown.length === 0 && <p className="empty">Nothing happened yet, or nothing of that kind.</p>}
      <ol className="log" aria-label="Events, newest first" data-has-model={hasModel}>
        {shown.map((entry) => (
          <li key={entry.key}>
            <Entry entry={entry} hasModel={hasModel} />
          </li>
        ))}
      </ol>
    </>
  );
}

interface EntryProps {
  readonly entry: LogEntry;
  readonly hasModel: boolean;
}

const Entry = memo(function Entry({ entry, hasModel }: EntryProps) {
  const { at, kind, model, what, detail, sequenceId, mutationId, data } = entry;
  const line = (
    <>
      <span className="mono time">{clockOf(at)}</span>
      <span className="kind" data-kind={kind}>
        {kind}
      </span>
      {!hasModel && (
        <span className="mono soft cut" title={model}>
          {model}
        </span>
      )}
      <span className="cut" title={`${what} ${detail}`}>
        <b className="mono">{what}</b> <span className="soft">{detail}</span>
      </span>
      <span className="mono soft number" title={sequenceId}>
        {sequenceId ?? ''}
      </span>
    </>
  );
  if (data === undefined && mutationId === undefined) return <div className="entry">{line}</div>;
  const text = () =>
    (mutationId === undefined ? '' : `mutation ${mutationId}\n`) + (data === undefined ? '' : textOf(data));
  return <Disclosure className="entry" summary={line} text={text} />;
});

const searchable = ({ model, kind, what, detail, sequenceId = '', mutationId = '' }: LogEntry): string =>
  [model, kind, what, detail, sequenceId, mutationId].join('\n').toLowerCase();
