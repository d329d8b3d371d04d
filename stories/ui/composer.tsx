import { useState } from 'react';
import { Button } from './button.js';

export function Composer({ onSubmit }: { readonly onSubmit: (text: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit(text.trim());
        setText('');
      }}
    >
      <input
        className="field"
        aria-label="Add a comment"
        placeholder="Add a comment"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" look="primary" disabled={text.trim() === ''}>
        Comment
      </Button>
    </form>
  );
}
