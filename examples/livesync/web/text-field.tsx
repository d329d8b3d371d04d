import { useRef, useState, type KeyboardEvent } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly text: string;
  readonly className: string;
  readonly onSave: (text: string) => void;
  /** Called when the edit is over, saved or not. */
  readonly onEnd?: () => void;
  readonly autoFocus?: boolean;
}

/** A text that is edited in its place: Enter or leaving saves, Escape does not. Until then, others' edits are not shown. */
export function TextField({ label, text, className, onSave, onEnd, autoFocus = false }: TextFieldProps) {
  const [draft, setDraft] = useState<string>();
  const isGivenUp = useRef(false);

  const end = () => {
    const next = draft?.trim() ?? '';
    if (!isGivenUp.current && next !== '' && next !== text) onSave(next);
    isGivenUp.current = false;
    setDraft(undefined);
    onEnd?.();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Enter also ends the composition of a Japanese word, and then no more than that.
    if (event.nativeEvent.isComposing || (event.key !== 'Enter' && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    isGivenUp.current = event.key === 'Escape';
    event.currentTarget.blur();
  };

  return (
    <textarea
      className={`text-field ${className}`}
      aria-label={label}
      rows={1}
      autoComplete="off"
      // Where it appears because somebody has asked for it.
      autoFocus={autoFocus}
      value={draft ?? text}
      onFocus={(event) => autoFocus && event.currentTarget.select()}
      onChange={(event) => setDraft(event.target.value.replace(/\n/g, ' '))}
      onBlur={end}
      onKeyDown={onKeyDown}
    />
  );
}
