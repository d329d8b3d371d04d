import type { ReactNode } from 'react';
import { Button } from '../ui/button.js';

interface NoticeProps {
  readonly children: ReactNode;
  readonly action: string;
  readonly onAction: () => void;
}

/** What went wrong, and what can be done about it. */
export function Notice({ children, action, onAction }: NoticeProps) {
  return (
    <div className="notice" role="alert">
      <p>{children}</p>
      <Button onClick={onAction}>{action}</Button>
    </div>
  );
}
