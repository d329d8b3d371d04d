import { useId } from 'react';
import { Button } from './button.js';

interface SettingProps {
  readonly name: string;
  readonly hint: string;
}

interface SwitchSettingProps extends SettingProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function SwitchSetting({ name, hint, checked, onChange }: SwitchSettingProps) {
  const id = useId();
  return (
    <div className="setting">
      <label className="setting__name" htmlFor={id}>
        {name}
      </label>
      <p className="setting__hint" id={`${id}-hint`}>
        {hint}
      </p>
      <div className="setting__control">
        <input
          className="switch"
          type="checkbox"
          role="switch"
          id={id}
          aria-describedby={`${id}-hint`}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
      </div>
    </div>
  );
}

interface ActionSettingProps extends SettingProps {
  /** What the button says. */
  readonly action: string;
  readonly disabled?: boolean;
  readonly onAction: () => void;
}

/** Something that is done rather than set. */
export function ActionSetting({ name, hint, action, disabled = false, onAction }: ActionSettingProps) {
  return (
    <div className="setting">
      <p className="setting__name">{name}</p>
      <p className="setting__hint">{hint}</p>
      <div className="setting__control">
        <Button disabled={disabled} onClick={onAction}>
          {action}
        </Button>
      </div>
    </div>
  );
}

interface RangeSettingProps extends SettingProps {
  readonly value: number;
  readonly max: number;
  readonly step: number;
  readonly unit: string;
  readonly onChange: (value: number) => void;
}

export function RangeSetting({ name, hint, value, unit, onChange, ...range }: RangeSettingProps) {
  const id = useId();
  return (
    <div className="setting">
      <label className="setting__name" htmlFor={id}>
        {name}
      </label>
      <p className="setting__hint" id={`${id}-hint`}>
        {hint}
      </p>
      <div className="setting__control">
        <input
          className="range"
          type="range"
          id={id}
          aria-describedby={`${id}-hint`}
          min={0}
          {...range}
          value={value}
          onChange={(event) => onChange(event.target.valueAsNumber)}
        />
        <output htmlFor={id}>
          {value} {unit}
        </output>
      </div>
    </div>
  );
}

interface ChoiceSettingProps<Choice extends string> extends SettingProps {
  readonly value: Choice;
  readonly choices: Readonly<Record<Choice, string>>;
  readonly onChange: (value: Choice) => void;
}

export function ChoiceSetting<Choice extends string>(props: ChoiceSettingProps<Choice>) {
  const { name, hint, value, choices, onChange } = props;
  const id = useId();
  return (
    <div className="setting">
      <label className="setting__name" htmlFor={id}>
        {name}
      </label>
      <p className="setting__hint" id={`${id}-hint`}>
        {hint}
      </p>
      <div className="setting__control">
        <select
          className="select"
          id={id}
          aria-describedby={`${id}-hint`}
          value={value}
          onChange={(event) => onChange(event.target.value as Choice)}
        >
          {Object.entries<string>(choices).map(([choice, label]) => (
            <option key={choice} value={choice}>
              {label}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
