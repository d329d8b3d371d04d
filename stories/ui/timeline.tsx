import type { ReactNode } from 'react';

/** One step of something's way; without a time it is yet to come. */
export interface Stage {
  readonly name: string;
  /** Since the beginning, in ms. */
  readonly after?: number | undefined;
  readonly tone?: 'good' | 'bad' | undefined;
}

export interface TimelineEntry {
  readonly id: string;
  readonly what: ReactNode;
  readonly stages: readonly Stage[];
}

interface TimelineProps {
  readonly label: string;
  readonly entries: readonly TimelineEntry[];
  readonly empty: string;
}

export function Timeline({ label, entries, empty }: TimelineProps) {
  if (entries.length === 0) return <p className="empty">{empty}</p>;
  return (
    <ol className="timeline" aria-label={label}>
      {entries.map(({ id, what, stages }) => (
        <li className="timeline__row" key={id}>
          <div className="timeline__what">{what}</div>
          <ol className="stages">
            {stages.map((stage) => (
              <StageMark key={stage.name} {...stage} />
            ))}
          </ol>
        </li>
      ))}
    </ol>
  );
}

function StageMark({ name, after, tone }: Stage) {
  const reached = after !== undefined;
  const look = reached ? `stage--reached ${tone === undefined ? '' : `stage--${tone}`}` : '';
  return (
    <li className={`stage ${look}`}>
      {name}
      <span className="stage__time">{reached ? `${Math.round(after)} ms` : '–'}</span>
    </li>
  );
}
