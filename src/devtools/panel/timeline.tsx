'use client';

import { useState } from 'react';
import type { LogEntry, ModelRow, MutationRow } from '../snapshot.js';
import { useNow } from './times.js';
import { stageTones, toneOf } from './tone.js';

interface TimelineProps {
  readonly models: readonly ModelRow[];
  readonly log: readonly LogEntry[];
  readonly mutations: readonly MutationRow[];
}

/** In s. */
const windows = [15, 60, 300] as const;

/** A lane for each model: its states, what it heard, and its mutations, as they lay in time. */
export function Timeline({ models, log, mutations }: TimelineProps) {
  const [seconds, setSeconds] = useState<number>(60);
  const [stoppedAt, setStoppedAt] = useState<number>();
  const time = useNow(250);
  const end = stoppedAt ?? time;
  const start = end - seconds * 1000;
  const ticks = Array.from({ length: 5 }, (_, index) => index / 4);
  return (
    <div className="timeline">
      <div className="field">
        <label>
          Last
          <select value={seconds} onChange={({ target }) => setSeconds(Number(target.value))}>
            {windows.map((value) => (
              <option key={value} value={value}>
                {value < 60 ? `${value} s` : `${value / 60} min`}
              </option>
            ))}
          </select>
        </label>
        <button
          aria-pressed={stoppedAt !== undefined}
          onClick={() => setStoppedAt(stoppedAt === undefined ? Date.now() : undefined)}
        >
          Hold still
        </button>
        <ul className="legend">
          <li data-mark="sync">sync</li>
          <li data-mark="event">event</li>
          <li data-mark="mutation">mutation</li>
          <li data-mark="fault">fault, error</li>
        </ul>
      </div>
      <div className="lanes">
        <div className="lane lane--axis" aria-hidden="true">
          <span />
          <div className="track">
            {ticks.map((at) => (
              <span key={at} className="tick mono" style={{ left: `${at * 100}%` }}>
                {at === 1 ? 'now' : `−${Math.round((1 - at) * seconds)} s`}
              </span>
            ))}
          </div>
        </div>
        {models.map((model) => (
          <Lane
            key={model.name}
            model={model}
            log={log.filter((entry) => entry.model === model.name && entry.at >= start && entry.at <= end)}
            mutations={mutations.filter((mutation) => mutation.model === model.name)}
            start={start}
            end={end}
          />
        ))}
      </div>
      {models.length === 0 && <p className="empty">No model yet.</p>}
    </div>
  );
}

interface LaneProps {
  readonly model: ModelRow;
  readonly log: readonly LogEntry[];
  readonly mutations: readonly MutationRow[];
  /** ms since the epoch. */
  readonly start: number;
  readonly end: number;
}

/** Mutations that overlap stand under each other; more rows than that nobody can tell apart. */
const ROWS = 3;

function Lane({ model, log, mutations, start, end }: LaneProps) {
  const at = (time: number) => (100 * (Math.min(Math.max(time, start), end) - start)) / (end - start);
  const between = (from: number, to: number) => ({ left: `${at(from)}%`, width: `${at(to) - at(from)}%` });
  const spans = model.spans
    .map((span, index) => ({ ...span, until: model.spans[index + 1]?.since ?? end }))
    .filter(({ since, until }) => until >= start && since <= end);
  const bars = mutations
    .map((mutation, index) => ({ ...mutation, ...lifeOf(mutation, end), row: index % ROWS }))
    .filter(({ from, to }) => to >= start && from <= end);
  const marks = log.filter(({ kind }) => kind !== 'state' && kind !== 'mutation');
  const events = marks.filter(({ kind }) => kind === 'event').length;
  const summary = `${model.state}, ${events} events, ${bars.length} mutations in the time shown`;
  return (
    <div className="lane">
      <span className="mono cut" title={model.name}>
        {model.name}
      </span>
      <div className="track" role="img" aria-label={`${model.name}: ${summary}`}>
        {spans.map(({ state, since, until }, index) => (
          <i
            key={`${since}-${index}`}
            className="span"
            data-state={state}
            data-tone={toneOf({ state, isStale: false })}
            style={between(since, until)}
            title={state}
          />
        ))}
        {marks.map(({ key, kind, what, detail, at: time }) => (
          <i
            key={key}
            className="mark"
            data-mark={kind}
            style={{ left: `${at(time)}%` }}
            title={`${what} ${detail}`}
          />
        ))}
        {bars.map(({ key, name, steps, from, to, row }) => {
          const { stage } = steps.at(-1) ?? { stage: 'applied' as const };
          return (
            <i
              key={key}
              className="life"
              data-tone={stageTones[stage]}
              style={{ ...between(from, to), top: 22 + row * 6 }}
              title={`${name}: ${stage}`}
            />
          );
        })}
      </div>
    </div>
  );
}

function lifeOf({ steps, isPending }: MutationRow, now: number) {
  const from = steps[0]?.at ?? now;
  return { from, to: isPending ? now : (steps.at(-1)?.at ?? now) };
}
