import type { ReactNode } from 'react';

/** What is the case, in a line or two; for the foot of a card. */
export function Facts({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <dl className="facts" aria-label={label}>
      {children}
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  readonly tone?: 'good' | 'caution' | 'bad';
  readonly children: ReactNode;
}

export function Fact({ name, tone, children }: FactProps) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd className={tone === undefined ? '' : `fact__value fact__value--${tone}`}>{children}</dd>
    </div>
  );
}
