import type { ReactNode } from 'react';
import { Badge } from './badge.js';

interface PageProps {
  /** What the page is about, above its title. */
  readonly eyebrow?: string;
  readonly title: string;
  readonly badge: string;
  readonly intro: ReactNode;
  readonly children: ReactNode;
}

/** A story: what it is called, what to try and to see, and then the thing itself. */
export function Page({ eyebrow, title, badge, intro, children }: PageProps) {
  return (
    <main className="page">
      <header className="page__head">
        {eyebrow !== undefined && <p className="page__eyebrow">{eyebrow}</p>}
        <div className="page__title">
          <h1>{title}</h1>
          <Badge>{badge}</Badge>
        </div>
        <p className="page__intro">{intro}</p>
      </header>
      {children}
    </main>
  );
}
