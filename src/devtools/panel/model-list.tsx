'use client';

import { useState } from 'react';
import type { ModelRow } from '../snapshot.js';
import { agoOf, useNow } from './times.js';
import { toneOf } from './tone.js';

interface ModelListProps {
  readonly models: readonly ModelRow[];
  readonly chosen: string | undefined;
  readonly onChoose: (name: string | undefined) => void;
}

export function ModelList({ models, chosen, onChoose }: ModelListProps) {
  const [filter, setFilter] = useState('');
  const now = useNow(1000);
  const text = filter.trim().toLowerCase();
  const shown = models.filter(({ name, channelName, state, pausedReason }) =>
    [name, channelName, state, pausedReason ?? ''].some((value) => value.toLowerCase().includes(text)),
  );
  return (
    <div className="list">
      <div className="field">
        <input
          type="search"
          aria-label="Filter models"
          placeholder="Filter by name, channel, state"
          value={filter}
          onChange={({ target }) => setFilter(target.value)}
        />
      </div>
      <div className="row row--head" aria-hidden="true">
        <span>Model</span>
        <span>State</span>
        <span className="number">Claims</span>
        <span className="number">Sequence</span>
        <span className="number">Last</span>
      </div>
      <ul aria-label="Models">
        <li>
          <button className="row" aria-pressed={chosen === undefined} onClick={() => onChoose(undefined)}>
            <span>All models</span>
            <span className="soft">{text ? `${shown.length} of ${models.length}` : models.length}</span>
          </button>
        </li>
        {shown.map((model) => (
          <li key={model.name}>
            <button className="row" aria-pressed={model.name === chosen} onClick={() => onChoose(model.name)}>
              <span className="name mono" title={model.name}>
                <i className="dot" data-tone={toneOf(model)} />
                <b>{model.name}</b>
                {model.pendingCount > 0 && (
                  <span className="count count--pending">
                    {model.pendingCount}
                    <span className="hidden"> pending</span>
                  </span>
                )}
              </span>
              <span data-tone={toneOf(model)} className="state">
                {model.pausedReason ?? model.state}
              </span>
              <span className="number mono">
                {model.claims}
                <span className="hidden"> claims</span>
              </span>
              <span className="number mono" title={model.sequenceId}>
                <span className="hidden">sequence id </span>
                {model.sequenceId ?? '–'}
              </span>
              <span className="number mono">
                <span className="hidden">last event </span>
                {agoOf(model.lastEventAt ?? model.syncedAt, now)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {models.length === 0 && <p className="empty">No model yet. One shows with its first component.</p>}
    </div>
  );
}
