import * as React from 'react';
import { useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { addons, types } from 'storybook/manager-api';
import { useTheme } from 'storybook/theming';
import { Panel } from '../src/devtools/panel/panel.js';
import { frameStyles } from '../src/devtools/panel/styles.js';
import { attachShadow } from '../src/devtools/shadow.js';
import type { DevtoolsSnapshot, DevtoolsSource } from '../src/devtools/snapshot.js';
import { useStyles } from '../src/devtools/use-styles.js';
import { events, type Report } from '../stories/devtools/channel-events.js';

// Storybook compiles its manager, and the panel with it, to calls of a global `React`.
Object.assign(globalThis, { React });

/** The devtools of the story on screen: the same panel as in an application, on what the story's frame tells. */
addons.register('ably-models-react', (api) => {
  addons.add('ably-models-react/panel', {
    type: types.PANEL,
    title: 'Models',
    render: ({ active = false }) => (active ? <ModelsPanel on={api.on} emit={api.emit} /> : null),
  });
});

interface ChannelProps {
  readonly on: (event: string, listener: (json: string) => void) => () => void;
  readonly emit: (event: string, ...args: unknown[]) => void;
}

interface Remote extends DevtoolsSource {
  readonly getReport: () => Report;
}

const nothing: DevtoolsSnapshot = {
  connection: 'no connection',
  models: [],
  mutations: [],
  log: [],
  states: undefined,
};

function openRemote({ on, emit }: ChannelProps): Remote {
  let report: Report = { snapshot: nothing, clients: 0, shown: 0 };
  let watched: string | undefined;
  return {
    getReport: () => report,
    getSnapshot: () => report.snapshot,
    send: (command) => {
      if (command.type === 'watch') watched = command.model;
      emit(events.command, command);
    },
    subscribe: (listener) => {
      const look = () => {
        emit(events.looking, true);
        emit(events.command, { type: 'watch', model: watched });
      };
      const stopHearing = on(events.report, (json: string) => {
        report = JSON.parse(json) as Report;
        listener();
      });
      // The story's frame may be loaded anew.
      const stopWaiting = on(events.ready, look);
      look();
      return () => {
        stopHearing();
        stopWaiting();
        emit(events.looking, false);
      };
    },
  };
}

function ModelsPanel({ on, emit }: ChannelProps) {
  const remote = useMemo(() => openRemote({ on, emit }), [on, emit]);
  const [{ clients, shown }, setReport] = useState(remote.getReport);
  useEffect(() => on(events.report, (json: string) => setReport(JSON.parse(json) as Report)), [on]);
  return (
    <Frame>
      {clients > 1 && (
        <label className="clients">
          Client
          <select value={shown} onChange={({ target }) => emit(events.client, Number(target.value))}>
            {Array.from({ length: clients }, (_, index) => (
              <option key={index} value={index}>
                {index + 1} of {clients}
              </option>
            ))}
          </select>
        </label>
      )}
      <Panel key={shown} source={remote} />
    </Frame>
  );
}

/** Storybook's styles and shortcuts stay outside. */
function Frame({ children }: { readonly children: ReactNode }) {
  const [root, setRoot] = useState<ShadowRoot>();
  const { base } = useTheme() as unknown as { readonly base: string };
  return (
    <div
      style={{ height: '100%' }}
      ref={(host) => {
        if (host && root === undefined) setRoot(host.shadowRoot ?? attachShadow(host));
      }}
    >
      {root && createPortal(<Framed theme={base}>{children}</Framed>, root)}
    </div>
  );
}

function Framed({ theme, children }: { readonly theme: string; readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  useStyles(frame, frameStyles);
  return (
    <div ref={frame} className="frame" data-theme={theme}>
      {children}
    </div>
  );
}
