import { tokens } from './tokens.js';

export const buttonStyles = `
:host { all: initial; }
${tokens('.overlay')}
.overlay *, .overlay *::before { box-sizing: border-box; }
.open {
  position: fixed;
  z-index: 2147483000;
  bottom: 12px;
  display: flex;
  align-items: center;
  gap: 6px;
  height: 32px;
  padding: 0 11px 0 9px;
  border: 1px solid var(--line);
  border-radius: 16px;
  background: var(--bg);
  color: var(--ink);
  box-shadow: 0 1px 2px rgb(0 0 0 / 0.08), 0 4px 14px rgb(0 0 0 / 0.12);
  font: 500 12px/1 var(--sans);
  cursor: pointer;
}
.open:hover { background: var(--bg-hover); }
.open:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.open svg { fill: var(--accent); stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; }
.open svg circle { stroke: none; }
.open--bottom-right { right: 12px; }
.open--bottom-left { left: 12px; }
.dock {
  position: fixed;
  z-index: 2147483000;
  inset: auto 0 0;
  height: min(440px, 72vh);
  border-top: 1px solid var(--line);
  box-shadow: 0 -6px 24px rgb(0 0 0 / 0.1);
}
.failed {
  position: fixed;
  z-index: 2147483000;
  inset: auto 0 0;
  display: flex;
  align-items: center;
  gap: 12px;
  margin: 0;
  padding: 6px 12px;
  border-top: 1px solid var(--line);
  background: var(--bg);
  color: var(--bad);
}
.failed button {
  padding: 2px 9px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--bg);
  color: var(--ink);
  font: inherit;
  cursor: pointer;
}
.failed button:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
`;
