'use client';

import { useEffect, useRef, useState, type KeyboardEvent } from 'react';
import { useSyncExternalStore } from '../../react/use-external-store.js';
import type { DevtoolsSource } from '../snapshot.js';
import { useStyles } from '../use-styles.js';
import { EventLog } from './event-log.js';
import { ModelHead } from './model-head.js';
import { ModelList } from './model-list.js';
import { MutationList } from './mutation-list.js';
import { StateView } from './state-view.js';
import { panelStyles } from './styles.js';
import { Tabs } from './tabs.js';
import { Timeline } from './timeline.js';
import { useKeptFocus } from './use-kept-focus.js';

export interface PanelProps {
  readonly source: DevtoolsSource;
  /** Whether it takes the focus when it opens. */
  readonly takesFocus?: boolean;
  /** For one that can be closed. */
  readonly onClose?: () => void;
}

const tabNames = ['State', 'Mutations', 'Events', 'Timeline'] as const;
type TabName = (typeof tabNames)[number];

/** The models of a client on the left, one of them (or all) on the right. */
export function Panel({ source, takesFocus = false, onClose }: PanelProps) {
  const { subscribe, getSnapshot, send } = source;
  const snapshot = useSyncExternalStore(subscribe, getSnapshot, getSnapshot);
  const [chosen, setChosen] = useState<string>();
  const [tab, setTab] = useState<TabName>();
  const root = useRef<HTMLElement>(null);
  useStyles(root, panelStyles);
  const keptFocus = useKeptFocus(root);
  useEffect(() => {
    if (takesFocus) root.current?.querySelector<HTMLElement>('input')?.focus();
  }, [takesFocus]);
  useEffect(() => {
    send({ type: 'watch', model: chosen });
    return () => send({ type: 'watch', model: undefined });
  }, [send, chosen]);

  const { connection, models, states } = snapshot;
  const model = models.find(({ name }) => name === chosen);
  const shown = tab ?? (chosen === undefined ? 'Events' : 'State');
  const isOfModel = (of: { readonly model: string }) => chosen === undefined || of.model === chosen;
  const mutations = snapshot.mutations.filter(isOfModel);
  const log = snapshot.log.filter(isOfModel);
  const pendingCount = mutations.filter(({ isPending }) => isPending).length;
  const counts: Record<TabName, number> = {
    State: 0,
    Mutations: pendingCount,
    Events: log.length,
    Timeline: 0,
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || onClose === undefined) return;
    event.preventDefault();
    onClose();
  };
  return (
    <section
      ref={root}
      className="panel"
      aria-label="Models devtools"
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...keptFocus}
    >
      <div className="grid" data-chosen={chosen !== undefined}>
        <header className="bar">
          <h2>Models</h2>
          <span className="bar__connection">
            <i className="dot" data-tone={connection === 'connected' ? 'good' : 'caution'} />
            {connection}
          </span>
          {onClose && (
            <button className="icon" aria-label="Close the devtools" title="Close (Esc)" onClick={onClose}>
              <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
                <path d="m4 4 8 8m0-8-8 8" />
              </svg>
            </button>
          )}
        </header>
        <ModelList models={models} chosen={chosen} onChoose={setChosen} />
        <div className="detail">
          <ModelHead
            model={model}
            name={chosen}
            count={models.length}
            send={send}
            onBack={() => setChosen(undefined)}
          />
          <Tabs names={tabNames} counts={counts} chosen={shown} onChoose={setTab}>
            {shown === 'State' && (
              <StateView model={model} states={states?.model === chosen ? states : undefined} />
            )}
            {shown === 'Mutations' && (
              <MutationList mutations={mutations} hasModel={chosen !== undefined} send={send} />
            )}
            {shown === 'Events' && <EventLog log={log} hasModel={chosen !== undefined} send={send} />}
            {shown === 'Timeline' && (
              <Timeline models={model ? [model] : models} log={log} mutations={mutations} />
            )}
          </Tabs>
        </div>
      </div>
    </section>
  );
}
