'use client';

import { useMemo, useState } from 'react';
import type { ModelRow, WatchedStates } from '../snapshot.js';
import { compareLines, type Change, type Line } from './compare.js';

/** More of them nobody reads, and they would hold up the page. */
const LINES_AT_FIRST = 400;

interface StateViewProps {
  readonly model: ModelRow | undefined;
  readonly states: WatchedStates | undefined;
}

const changeNames: Readonly<Record<Change, string>> = {
  same: '',
  changed: 'differs',
  moved: 'moved',
  added: 'only optimistic',
  removed: 'only confirmed',
};

export function StateView({ model, states }: StateViewProps) {
  if (model === undefined)
    return <p className="empty">Choose a model to see its confirmed beside its optimistic state.</p>;
  if (states === undefined)
    return <p className="empty">{model.hasData ? 'Reading…' : 'The model has no state yet.'}</p>;
  return <States key={states.model} states={states} pendingCount={model.pendingCount} />;
}

function States({ states, pendingCount }: { readonly states: WatchedStates; readonly pendingCount: number }) {
  const [toggled, setToggled] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [limit, setLimit] = useState(LINES_AT_FIRST);
  const { confirmed, optimistic } = states;
  const lines = useMemo(() => compareLines(confirmed, optimistic, toggled), [confirmed, optimistic, toggled]);
  const differing = lines.filter(
    ({ change, isOpen }) => change === 'moved' || (change !== 'same' && isOpen !== true),
  ).length;
  const toggle = ({ path, isOpen }: Line) => setToggled(new Map(toggled).set(path, isOpen !== true));
  return (
    <>
      <table className="states mono">
        <caption>
          {pendingCount === 0
            ? 'No mutation is pending: both are the same.'
            : `${pendingCount} pending: ${differing === 1 ? '1 line differs' : `${differing} lines differ`}.`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Path</th>
            <th scope="col">Confirmed</th>
            <th scope="col">Optimistic</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, limit).map((line) => (
            <tr key={line.path} data-change={line.change} data-open={line.isOpen === true}>
              <th scope="row" style={{ paddingLeft: 8 + line.depth * 14 }}>
                {line.isOpen === undefined ? (
                  <span className="leaf">{line.label || 'state'}</span>
                ) : (
                  <button className="twist" aria-expanded={line.isOpen} onClick={() => toggle(line)}>
                    {line.label || 'state'}
                  </button>
                )}
                {line.change !== 'same' && (
                  <span className={line.change === 'moved' ? 'moved' : 'hidden'}>
                    {' '}
                    ({changeNames[line.change]})
                  </span>
                )}
              </th>
              <td className="left" title={line.left}>
                {line.left ?? ''}
              </td>
              <td className="right" title={line.right}>
                {line.right ?? ''}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {lines.length > limit && (
        <button className="more" onClick={() => setLimit(limit + LINES_AT_FIRST)}>
          Show more of {lines.length} lines
        </button>
      )}
    </>
  );
}
