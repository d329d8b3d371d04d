import { ActionSetting, SwitchSetting } from '../ui/setting.js';
import type { Machine, MachineState } from './machine.js';

interface ControlsProps {
  readonly machine: Machine;
  readonly state: MachineState;
}

/** What happens to Ada’s machine. */
export function Controls({ machine, state: { isOnline, isSignedIn, tabs } }: ControlsProps) {
  const hasSecond = tabs[1] !== undefined;
  return (
    <section className="card offline__controls" aria-label="Ada’s machine">
      <SwitchSetting
        name="Offline"
        hint="Neither Ably nor the backend is within reach"
        checked={!isOnline}
        onChange={(isOffline) => machine.setOnline(!isOffline)}
      />
      <ActionSetting
        name="Second tab"
        hint="One of the two sends for both"
        action={hasSecond ? 'Close it' : 'Open it'}
        disabled={!isSignedIn}
        onAction={() => (hasSecond ? machine.close(1) : machine.open(1))}
      />
      <ActionSetting
        name="Ada’s data"
        hint="Kept until she signs out"
        action="Sign out"
        disabled={tabs.every((tab) => tab === undefined)}
        onAction={() => void machine.signOut()}
      />
    </section>
  );
}
