import { ModelsProvider } from 'ably-models-react';
import { Avatar } from '../ui/avatar.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import type { Machine, MachineState, Place } from './machine.js';
import { OutboxPanel } from './outbox-panel.js';
import { TaskApp } from './task-app.js';

interface AdaTabProps {
  readonly machine: Machine;
  readonly state: MachineState;
  readonly place: Place;
}

/** A tab of Ada’s, or where it was. */
export function AdaTab({ machine, state, place }: AdaTabProps) {
  const tab = state.tabs[place];
  const actions = tab !== undefined && <Button onClick={() => machine.close(place)}>Close tab</Button>;
  return (
    <Card title={`Ada’s tab ${place + 1}`} before={<Avatar name="Ada" />} actions={actions}>
      {tab === undefined ? (
        <div className="closed">
          <p className="panel__soft">
            Closed. What it showed, and what waits to be sent, is kept in IndexedDB.
          </p>
          <Button look="primary" onClick={() => machine.open(place)}>
            Open again
          </Button>
        </div>
      ) : (
        <ModelsProvider client={tab.client}>
          <TaskApp app={tab}>
            <OutboxPanel />
          </TaskApp>
        </ModelsProvider>
      )}
    </Card>
  );
}

export function SignedOut({ machine }: { readonly machine: Machine }) {
  return (
    <Card title="Signed out" before={<Avatar name="Ada" />}>
      <div className="closed">
        <p className="panel__soft">Nothing of Ada’s is kept on this machine any more.</p>
        <Button look="primary" onClick={() => machine.signIn()}>
          Sign in
        </Button>
      </div>
    </Card>
  );
}
