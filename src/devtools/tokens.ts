/** Colours and type, of the button and of the panel. */
export const tokens = (selector: string): string => `
${selector} {
  color-scheme: light dark;
  --bg: light-dark(#ffffff, #121317);
  --bg-sunken: light-dark(#f6f6f8, #191b20);
  --bg-hover: light-dark(#f0f0f4, #20232a);
  --bg-chosen: light-dark(#eceeff, #23264a);
  --line: light-dark(#e3e4e9, #2a2d35);
  --line-strong: light-dark(#8b8f9c, #686d7a);
  --ink: light-dark(#191b20, #e8eaee);
  --ink-soft: light-dark(#5b606c, #a0a6b3);
  --accent: light-dark(#4146c9, #a3a9ff);
  --good: light-dark(#11703f, #5fd39a);
  --caution: light-dark(#875100, #eebb62);
  --bad: light-dark(#b3213a, #ff8b97);
  --added: light-dark(#e2f4e9, #14301f);
  --removed: light-dark(#fce8eb, #3a1a21);
  --caution-wash: light-dark(#fcf2de, #2e2412);
  --sans: ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif;
  --mono: ui-monospace, 'SF Mono', SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  color: var(--ink);
  font: 400 12px/18px var(--sans);
}
${selector}[data-theme='light'] { color-scheme: light; }
${selector}[data-theme='dark'] { color-scheme: dark; }
`;
