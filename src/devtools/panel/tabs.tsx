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

export function Tabs<Name extends string>({ names, counts, chosen, onChoose, children }: TabsProps<Name>) {
  const list = useRef<HTMLDivElement>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const at = names.indexOf(chosen);
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      Home: 0,
      End: -1,
    };
    const place = places[event.key];
    if (place === undefined) return;
    const index = (place + names.length) % names.length;
    const name = names[index];
    if (name === undefined) return;
    // The page would scroll.
    event.preventDefault();
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
      <div className="tab">
        <div
          className="content"
          role="tabpanel"
          id="tab-content"
          aria-labelledby={`tab-${chosen}`}
          tabIndex={0}
        >
          {children}
        </div>
      </div>
    </>
  );
}
