import { useState } from 'react';
import { Badge } from '../ui/badge.js';
import { PencilIcon } from '../ui/icons.js';

interface TitleEditorProps {
  readonly title: string;
  readonly isPending: boolean;
  readonly onChange: (title: string) => void;
}

/** A title that can be typed into. Enter or leaving saves, Escape does not; until then others' edits are not shown. */
export function TitleEditor({ title, isPending, onChange }: TitleEditorProps) {
  const [draft, setDraft] = useState<string>();

  const save = () => {
    setDraft(undefined);
    if (draft !== undefined && draft !== title) onChange(draft);
  };
  return (
    <form
      className="title"
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <input
        className="title__field"
        aria-label="Title"
        autoComplete="off"
        value={draft ?? title}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={save}
        onKeyDown={(event) => {
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
      {isPending ? <Badge tone="accent">Saving</Badge> : <PencilIcon />}
    </form>
  );
}
