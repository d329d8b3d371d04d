import { useId, type ReactNode } from 'react';

interface CardProps {
  readonly title: ReactNode;
  readonly before?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

/** A titled surface; also a landmark, so that it can be jumped to. */
export function Card({ title, before, actions, children }: CardProps) {
  const titleId = useId();
  return (
    <section className="card" aria-labelledby={titleId}>
      <header className="card__head">
        {before}
        <h2 className="card__title" id={titleId}>
          {title}
        </h2>
        {actions}
      </header>
      {children}
    </section>
  );
}
