import { tokens } from '../tokens.js';

export const panelStyles = `
.panel *, .panel *::before, .panel *::after { box-sizing: border-box; }
:where(.panel) :where(h2, h3, p, ul, ol, dl, dd, pre) { margin: 0; padding: 0; font: inherit; list-style: none; }
.panel:focus-visible, .panel :focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
.panel {
  container: panel / size;
  height: 100%;
  background: var(--bg);
  color: var(--ink);
}
.grid {
  display: grid;
  grid-template: 34px minmax(0, 1fr) / minmax(330px, 38%) minmax(0, 1fr);
  height: 100%;
  overflow: hidden;
}
.mono { font-family: var(--mono); font-size: 11.5px; font-variant-numeric: tabular-nums; }
.soft { color: var(--ink-soft); }
.caution { color: var(--caution); }
.number { text-align: right; }
.cut { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.empty { padding: 14px 12px; color: var(--ink-soft); }

/* Controls */
.panel button, .panel input, .panel select { font: inherit; color: inherit; }
.panel button { cursor: pointer; }
.panel button:disabled { opacity: 0.55; cursor: default; }
.actions button, .faults button, .field button, .mutation__line > button, .notice button, .more {
  flex: none;
  height: 24px;
  padding: 0 9px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--bg);
  font-weight: 500;
  white-space: nowrap;
}
.panel button:not(:disabled):hover { background: var(--bg-hover); }
.panel .faults button[aria-pressed='true'], .panel .field button[aria-pressed='true'] {
  border-color: var(--accent);
  background: var(--bg-chosen);
  color: var(--accent);
}
.panel input, .panel select {
  height: 24px;
  min-width: 0;
  padding: 0 7px;
  border: 1px solid var(--line);
  border-radius: 5px;
  background: var(--bg);
}
.panel input::placeholder { color: var(--ink-soft); opacity: 1; }
.panel input[type='number'] { width: 66px; font-family: var(--mono); font-size: 11.5px; text-align: right; }
.icon {
  display: grid;
  place-items: center;
  width: 26px;
  height: 26px;
  padding: 0;
  border: 0;
  border-radius: 5px;
  background: none;
}
.icon svg { fill: none; stroke: currentColor; stroke-width: 1.5; stroke-linecap: round; stroke-linejoin: round; }
.field { display: flex; align-items: center; gap: 6px; padding: 6px 12px; border-bottom: 1px solid var(--line); }
.field input[type='search'] { flex: 1; }
.field label { display: flex; align-items: center; gap: 6px; color: var(--ink-soft); }
.field select { color: var(--ink); }

/* What things are */
.dot { flex: none; display: inline-block; width: 7px; height: 7px; border-radius: 50%; background: var(--tone); }
[data-tone] { --tone: var(--ink-soft); }
[data-tone='good'] { --tone: var(--good); }
[data-tone='caution'] { --tone: var(--caution); }
[data-tone='bad'] { --tone: var(--bad); }
[data-tone='accent'] { --tone: var(--accent); }
.state, .stages li[data-tone] { color: var(--tone); }
.badge {
  flex: none;
  padding: 0 7px;
  border: 1px solid color-mix(in srgb, var(--tone) 45%, transparent);
  border-radius: 9px;
  color: var(--tone);
  font-weight: 500;
  line-height: 17px;
}
.count {
  display: inline-block;
  min-width: 16px;
  padding: 0 4px;
  border-radius: 8px;
  background: var(--bg-hover);
  color: var(--ink-soft);
  font: 500 10.5px/16px var(--mono);
  text-align: center;
}
.count--pending { background: var(--bg-chosen); color: var(--accent); }

/* Frame */
.bar {
  grid-column: 1 / -1;
  display: flex;
  align-items: center;
  gap: 12px;
  padding: 0 6px 0 12px;
  border-bottom: 1px solid var(--line);
  background: var(--bg-sunken);
}
.panel .bar h2 { font-weight: 600; }
.bar__connection { display: flex; align-items: center; gap: 6px; color: var(--ink-soft); }
.bar .icon { margin-left: auto; }

/* List */
.list { display: flex; flex-direction: column; min-height: 0; border-right: 1px solid var(--line); }
.list ul { flex: 1; min-height: 0; overflow: auto; }
.row {
  display: grid;
  grid-template-columns: minmax(0, 1fr) 68px 44px 64px 42px;
  align-items: center;
  gap: 8px;
  width: 100%;
  min-height: 26px;
  padding: 0 12px;
  border: 0;
  background: none;
  text-align: left;
}
.list ul .row { box-shadow: inset 0 -1px var(--line); }
.row > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.row > .number { text-align: right; }
.row--head { color: var(--ink-soft); font-size: 11px; background: var(--bg-sunken); border-bottom: 1px solid var(--line); }
.row .name { display: flex; align-items: center; gap: 7px; }
.row .name b { overflow: hidden; text-overflow: ellipsis; font-weight: 500; }
.panel button.row[aria-pressed='true'] { background: var(--bg-chosen); }

/* Detail */
.detail { display: flex; flex-direction: column; min-width: 0; min-height: 0; }
.head { display: grid; gap: 7px; padding: 7px 12px 8px; }
.head--all { display: flex; align-items: center; min-height: 38px; }
.head__line { display: flex; align-items: center; gap: 8px; min-width: 0; }
.panel .head h3 { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-weight: 600; }
.panel .head h3.mono { font-size: 12.5px; font-family: var(--mono); }
.actions { display: flex; gap: 6px; margin-left: auto; }
.back { display: none; margin-left: -6px; }
.facts { display: flex; flex-wrap: wrap; gap: 3px 16px; }
.facts div { display: flex; gap: 6px; min-width: 0; }
.facts dt { color: var(--ink-soft); }
.panel .facts dd { font-family: var(--mono); font-size: 11.5px; overflow-wrap: anywhere; }
.faults { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 10px; }
.faults label { display: flex; align-items: center; gap: 6px; }
.panel .notice { padding: 5px 9px; border-radius: 5px; background: var(--caution-wash); overflow-wrap: anywhere; }
.panel .notice--bad { background: var(--removed); }
.notice + .notice { margin-top: 5px; }
.tabs { display: flex; gap: 2px; padding: 0 6px; border-bottom: 1px solid var(--line); overflow-x: auto; flex: none; }
.tabs button {
  display: flex;
  align-items: center;
  gap: 6px;
  height: 30px;
  padding: 0 8px;
  border: 0;
  border-bottom: 2px solid transparent;
  background: none;
  color: var(--ink-soft);
  font-weight: 500;
}
.tabs button[aria-selected='true'] { border-bottom-color: var(--accent); color: var(--ink); }
.tab { position: relative; display: flex; flex: 1; flex-direction: column; min-height: 0; }
.content { flex: 1; min-height: 0; overflow: auto; }
/* Over what sticks to the top, which would cover an outline of the content itself. */
.tab:has(> .content:focus-visible)::after { content: ''; position: absolute; z-index: 2; inset: 0; border: 2px solid var(--accent); pointer-events: none; }
.panel .content:focus-visible { outline: none; }
.content > .field, .timeline > .field { position: sticky; top: 0; z-index: 1; background: var(--bg); }
.panel pre {
  padding: 6px 12px 8px;
  background: var(--bg-sunken);
  font: 11.5px/17px var(--mono);
  white-space: pre-wrap;
  overflow-wrap: anywhere;
}
.panel summary { cursor: pointer; }

/* State */
.states { width: 100%; table-layout: fixed; border-collapse: collapse; line-height: 19px; }
.states caption { padding: 6px 12px; color: var(--ink-soft); font: 400 12px/18px var(--sans); text-align: left; }
.states th { font-weight: 400; text-align: left; }
.states thead th {
  position: sticky;
  top: 0;
  padding: 0 8px;
  border-bottom: 1px solid var(--line);
  background: var(--bg-sunken);
  color: var(--ink-soft);
  font: 400 11px/24px var(--sans);
}
.states thead th:first-child { width: 30%; padding-left: 12px; }
.states td, .states tbody th { padding: 0 8px; vertical-align: top; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.states td { border-left: 1px solid var(--line); }
.twist { position: relative; padding: 0 4px 0 15px; border: 0; border-radius: 3px; background: none; }
.twist::before { content: '▸'; position: absolute; left: 3px; color: var(--ink-soft); transition: transform 100ms; }
.twist[aria-expanded='true']::before { transform: rotate(90deg); }
.leaf { padding-left: 15px; }
.moved { color: var(--accent); }
.states tr[data-open='true'] td { color: var(--ink-soft); }
.states td { position: relative; padding-left: 20px; }
.states tr[data-change='changed'] > td, .states tr[data-change='added'] > td, .states tr[data-change='removed'] > td { color: var(--ink); }
.states tr[data-open='true'] > td { color: var(--ink-soft) !important; }
tr[data-change='changed'][data-open='false'] .left, tr[data-change='removed'] .left { background: var(--removed); }
tr[data-change='changed'][data-open='false'] .right, tr[data-change='added'] .right { background: var(--added); }
tr[data-change='changed'][data-open='false'] .left::before, tr[data-change='removed'] .left::before,
tr[data-change='changed'][data-open='false'] .right::before, tr[data-change='added'] .right::before { position: absolute; left: 7px; }
tr[data-change='changed'][data-open='false'] .left::before, tr[data-change='removed'] .left::before { content: '−'; color: var(--bad); }
tr[data-change='changed'][data-open='false'] .right::before, tr[data-change='added'] .right::before { content: '+'; color: var(--good); }
.more { margin: 8px 12px; }

/* Mutations */
.mutation { display: grid; gap: 2px; padding: 5px 12px 6px; border-bottom: 1px solid var(--line); }
.mutation[data-pending='true'] { box-shadow: inset 2px 0 var(--accent); }
.mutation__line { display: flex; flex-wrap: wrap; align-items: center; gap: 2px 10px; min-height: 24px; }
.mutation__line > button { margin-left: auto; }
.mutation b, .entry b { font-weight: 500; }
.time { color: var(--ink-soft); }
.stages { display: flex; flex-wrap: wrap; gap: 0 6px; }
.stages li + li::before { content: '→ '; color: var(--ink-soft); font-family: var(--sans); }
.mutation summary { overflow-wrap: anywhere; width: fit-content; max-width: 100%; }
.mutation pre { margin-top: 3px; border-radius: 5px; }

/* Log */
.entry {
  display: grid;
  grid-template-columns: 8px 86px 62px minmax(0, 0.6fr) minmax(0, 1.5fr) minmax(40px, auto);
  align-items: baseline;
  gap: 10px;
  padding: 2px 12px 2px 8px;
}
.entry::before { content: ''; }
summary.entry::before { content: '▸'; color: var(--ink-soft); transition: transform 100ms; }
details[open] > summary.entry::before { transform: rotate(90deg); }
.log pre { padding-left: 36px; }
.log[data-has-model='true'] .entry { grid-template-columns: 8px 86px 62px minmax(0, 1fr) minmax(40px, auto); }
.log li { border-bottom: 1px solid var(--line); }
.log summary.entry { list-style: none; }
.log summary.entry::-webkit-details-marker { display: none; }
.log summary.entry:hover { background: var(--bg-hover); }
.kind { color: var(--ink-soft); }
.kind[data-kind='event'] { color: var(--good); }
.kind[data-kind='mutation'] { color: var(--accent); }
.kind[data-kind='error'] { color: var(--bad); }
.kind[data-kind='fault'] { color: var(--caution); }

/* Timeline */
.legend { display: flex; flex-wrap: wrap; gap: 0 12px; margin-left: auto; color: var(--ink-soft); }
.legend li::before { content: ''; display: inline-block; width: 7px; height: 7px; margin-right: 5px; border-radius: 50%; background: var(--mark); }
[data-mark='sync'] { --mark: var(--accent); }
[data-mark='event'] { --mark: var(--good); }
[data-mark='mutation'] { --mark: var(--accent); }
[data-mark='fault'], [data-mark='error'] { --mark: var(--bad); }
.legend li[data-mark='mutation']::before { width: 12px; height: 3px; border-radius: 2px; vertical-align: 2px; }
.legend li[data-mark='sync']::before { width: 3px; height: 9px; border-radius: 1px; vertical-align: -1px; }
.lane { display: grid; grid-template-columns: 150px minmax(0, 1fr); align-items: center; gap: 10px; padding: 0 22px 0 12px; border-bottom: 1px solid var(--line); }
/* Their order is among themselves. */
.lane .track { position: relative; isolation: isolate; height: 44px; background: linear-gradient(to right, var(--line) 1px, transparent 1px) 0 0 / 25% 100%; border-right: 1px solid var(--line); }
.lane--axis .track { height: 22px; background: none; border-color: transparent; }
.tick { position: absolute; top: 2px; transform: translateX(-50%); color: var(--ink-soft); font-size: 10.5px; white-space: nowrap; }
.track i { position: absolute; display: block; }
.span { top: 6px; height: 3px; background: var(--tone); min-width: 2px; }
.span[data-state='initialized'], .span[data-state='paused'] { opacity: 0.4; }
.span[data-state='syncing'] { top: 4px; height: 7px; border-radius: 1px; }
.mark { top: 12px; width: 7px; height: 7px; margin-left: -3.5px; border-radius: 50%; background: var(--mark); border: 1px solid var(--bg); }
.mark[data-mark='fault'], .mark[data-mark='error'] { z-index: 1; }
.mark[data-mark='sync'] { top: 2px; width: 3px; height: 11px; margin-left: -1.5px; border: 0; border-radius: 1px; }
.life { height: 4px; min-width: 3px; border-radius: 2px; background: var(--tone); }

/* What is left out of the list is said of the model that is chosen. */
@container panel (720px < width <= 1000px) {
  .row { grid-template-columns: minmax(0, 1fr) 68px 64px; }
  .row > :nth-child(3), .row > :nth-child(5) { display: none; }
}
/* Narrow: one of the two at a time */
@container panel (max-width: 720px) {
  .grid { grid-template: 34px minmax(0, 2fr) minmax(0, 3fr) / minmax(0, 1fr); }
  .grid[data-chosen='true'] { grid-template-rows: 34px minmax(0, 1fr); }
  .grid[data-chosen='true'] .list, .grid[data-chosen='false'] .head { display: none; }
  .back { display: grid; }
  .row { grid-template-columns: minmax(0, 1fr) 74px 42px 60px 42px; gap: 6px; }
  .list { border-right: 0; border-bottom: 1px solid var(--line); }
  .entry, .log[data-has-model='true'] .entry { grid-template-columns: 8px 86px 58px minmax(0, 1fr) auto; gap: 0 6px; }
  .log[data-has-model='false'] .entry > :nth-child(4) { grid-area: 2 / 2 / auto / -1; }
  .timeline > .field { flex-wrap: wrap; }
  .legend { width: 100%; margin: 0; }
  .lane { grid-template-columns: minmax(0, 1fr); gap: 0; padding-top: 4px; }
  .lane--axis > span { display: none; }
  .states tr { display: grid; grid-template-columns: 36% minmax(0, 1fr) minmax(0, 1fr); }
  .states thead th:first-child { width: auto; }
  .states tr[data-change='same'] .left, .states tr[data-change='moved'] .left { grid-column: 2 / -1; }
  .states tr[data-change='same'] .right, .states tr[data-change='moved'] .right { display: none; }
  .tick:first-child { transform: none; }
}
/* Low, as in Storybook: what is said of the model scrolls away. */
@container panel (max-height: 360px) {
  .detail { display: block; overflow: auto; }
  .content { overflow: visible; }
  .content > .field, .timeline > .field, .states thead th { position: static; }
}
@media (prefers-reduced-motion: reduce) { .panel * { transition: none !important; } }
`;

/** For a panel that stands by itself, and has no overlay around it. */
export const frameStyles = `:host { all: initial; display: block; height: 100%; }
${tokens('.frame')}
.frame { display: flex; flex-direction: column; height: 100%; background: var(--bg); }
.frame .panel { flex: 1; min-height: 0; }
.clients { display: flex; align-items: center; gap: 6px; padding: 4px 12px; border-bottom: 1px solid var(--line); color: var(--ink-soft); }
`;
