'use client';

import { useState, type ReactNode } from 'react';

interface DisclosureProps {
  readonly className: string;
  readonly summary: ReactNode;
  /** Called only while it is open: the data of a long list is much to write out on each tick. */
  readonly text: () => string;
}

export function Disclosure({ className, summary, text }: DisclosureProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary className={className}>{summary}</summary>
      {isOpen && <pre className="mono">{text()}</pre>}
    </details>
  );
}
