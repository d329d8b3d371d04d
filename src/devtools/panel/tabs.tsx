'use client';

import { useRef, type KeyboardEvent, type ReactNode } from 'react';

interface TabsProps<Name extends string> {
  readonly names: readonly Name[];
  /** Shown where it is not 0. */
  readonly counts: Readonly<Record<Name, number>>;
  readonly chosen: Name;
  readonly onChoose: (name: Name) => void;
  readonly children: ReactNode;
}

const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

export function Tabs<Name extends string>({ names, counts, chosen, onChoose, children }: TabsProps<Name>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = ({ key }: KeyboardEvent) => {
    const step = steps[key];
    if (step === undefined) return;
    const index = (names.indexOf(chosen) + step + names.length) % names.length;
    const name = names[index];
    if (name === undefined) return;
    onChoose(name);
    list.current?.querySelectorAll<HTMLElement>('[role=tab]')[index]?.focus();
  };
  return (
    <>
      <div ref={list} className="tabs" role="tablist" aria-label="What to show" onKeyDown={onKeyDown}>
        {names.map((name) => (
          <button
            key={name}
            role="tab"
            id={`tab-${name}`}
            aria-selected={name === chosen}
            aria-controls="tab-content"
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => onChoose(name)}
          >
            {name}
            {counts[name] > 0 && <span className="count">{counts[name]}</span>}
          </button>
        ))}
      </div>
      <div
        className="content"
        role="tabpanel"
        id="tab-content"
        aria-labelledby={`tab-${chosen}`}
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}
