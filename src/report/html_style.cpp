#include "report/html_page.hpp"

namespace gw::report {

const std::string_view kHtmlStyle = R"css(
:root {
  color-scheme: light dark;
  --ground: #ffffff; --raised: #f5f6f8; --ink: #171a1e; --soft: #58616d; --rule: #d9dee4;
  --grid: #e8ebef; --requests: #1d5fc4; --keys: #8b95a1; --good: #bf3d12; --answered: #6f91bd;
  --delayed: #b98200; --rejected: #bf3d12; --focus: #0b57d0;
  --attack: #7a3fb5; --heat-1: #fbe3da; --heat-2: #f3b49f; --heat-3: #c9471f; --heat-4: #8a2a0c;
  --heat-ink: #ffffff;
  --score-1: #e1ecfa; --score-2: #b4d0f3; --score-3: #2f6fc6; --score-4: #134a9c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #121518; --raised: #1b2026; --ink: #e8ebee; --soft: #9ea8b3; --rule: #2f363e;
    --grid: #252b32; --requests: #7cabf7; --keys: #7d8793; --good: #ff8a66; --answered: #6288bb;
    --delayed: #e0b040; --rejected: #ff7a5c; --focus: #a8c7fa;
    --attack: #c79bf2; --heat-1: #3b211a; --heat-2: #6b2f1d; --heat-3: #d9694a; --heat-4: #ffa48c;
    --heat-ink: #121518;
    --score-1: #16263d; --score-2: #1f4272; --score-3: #5b93e0; --score-4: #9cc3fb;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums lining-nums;
}
main { max-width: 68rem; margin: 0 auto; padding: 3rem 2.5rem 5rem; }
h1, h2, h3, p, dl, dd, figure { margin: 0; }
header { margin-bottom: 2.5rem; }
.command { color: var(--soft); font-size: .875rem; font-weight: 600; }
h1 {
  font-size: 2.25rem; line-height: 1.15; font-weight: 650; letter-spacing: -.015em;
  margin: .25rem 0 .75rem; overflow-wrap: anywhere;
}
.lead { font-size: 1.0625rem; max-width: 46rem; }
.setting { color: var(--soft); font-size: .875rem; margin-top: .5rem; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--rule); margin-top: 3rem; padding-top: 1.25rem; }
h2 { font-size: 1.25rem; line-height: 1.3; font-weight: 650; letter-spacing: -.005em; }
h3 { font-size: .875rem; font-weight: 600; margin: 1.5rem 0 .75rem; }
.aside, .more { color: var(--soft); font-size: .875rem; max-width: 46rem; }
.aside { margin: .25rem 0 1.25rem; }
h2 + *:not(.aside) { margin-top: 1rem; }
.more { margin-top: .75rem; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.25rem, 1fr));
  gap: 1.25rem 1rem; }
.figures > div { min-width: 0; }
.figures dt { color: var(--soft); font-size: .8125rem; white-space: nowrap; }
.figures .number {
  display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 600;
  letter-spacing: -.015em; white-space: nowrap;
}
.figures .note { color: var(--soft); font-size: .8125rem; }
.sample { margin-right: .375rem; vertical-align: middle; }

figure { margin-top: 1rem; }
#tuning { margin-top: 4rem; }
#tuning .plot { margin-bottom: 1.75rem; }
figcaption { color: var(--soft); font-size: .8125rem; padding-left: 56px; }
.plot { display: grid; grid-template-columns: 56px minmax(0, 1fr); padding-right: 1rem; }
.plot > svg { display: block; overflow: visible; }
.plot svg { overflow: visible; }
.plot text { fill: var(--soft); font-size: 12px; }
.down text { text-anchor: end; }
.grid { stroke: var(--grid); shape-rendering: crispEdges; }
.mark { stroke: var(--soft); shape-rendering: crispEdges; }
.across { text-anchor: middle; }
.line { fill: none; stroke-width: 2.5; vector-effect: non-scaling-stroke; }
.line { stroke-linejoin: round; }
.line.requests { stroke: var(--requests); }
.line.keys { stroke: var(--keys); stroke-width: 5.5; }
.line.attack { stroke: var(--attack); stroke-dasharray: 8 4; }
.line.good { stroke: var(--good); }
.dot { fill: var(--ground); stroke-width: 2.5; }
.dot.requests { stroke: var(--requests); }
.dot.keys { stroke: var(--keys); }
.dot.attack { stroke: var(--attack); }
.dot.good { stroke: var(--good); }
.goal { stroke: var(--good); stroke-dasharray: 6 4; }
.plot .goal-word {
  fill: var(--good); paint-order: stroke; stroke: var(--ground); stroke-width: 4;
}
.suggested { stroke: var(--soft); stroke-dasharray: 1 4; stroke-linecap: round; }
.plot .suggested-word { fill: var(--ink); }
.handle { display: none; }
.live .handle { display: inline; }
.live .area { cursor: ew-resize; touch-action: pan-y pinch-zoom; user-select: none;
  -webkit-user-select: none; }
.cursor { stroke: var(--ink); stroke-width: 1.5; }
.tag rect { fill: var(--ink); }
.tag path { fill: none; stroke: var(--ground); stroke-width: 1.5; }
.plot .tag text {
  fill: var(--ground); font-size: 13px; font-weight: 650; text-anchor: middle;
}
.handle:focus-visible .tag rect { stroke: var(--focus); stroke-width: 8; paint-order: stroke; }
.handle:focus-visible .cursor { stroke: var(--focus); stroke-width: 2.5; }
.paste {
  display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem; min-height: 3.25rem;
  margin-top: 1.5rem; padding: .5rem 1rem; background: var(--raised); border-radius: 6px;
}
.paste span { color: var(--soft); font-size: .8125rem; }
code { font: .875rem/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
code { overflow-wrap: anywhere; white-space: pre-wrap; }
pre { background: var(--raised); border-radius: 6px; margin: 0; padding: .75rem 1rem; }
.paste code { flex: 1 1 20rem; min-width: 0; }
button {
  font: inherit; font-size: .8125rem; color: var(--ink); background: var(--ground);
  border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .75rem; cursor: pointer;
}
button[hidden] { display: block; visibility: hidden; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.handle:focus-visible { outline: none; }

.answered { fill: var(--answered); }
.delayed { fill: var(--delayed); }
.rejected { fill: var(--rejected); }
.failed { fill: var(--requests); }
rect.requests { fill: var(--requests); }
.area path { shape-rendering: crispEdges; }
.area path.line { shape-rendering: auto; }
.ribbon { fill: var(--keys); }
.ribbon.half-open { fill: var(--delayed); }
.ribbon.open { fill: var(--rejected); }
.over { fill: transparent; }
.over:hover { fill: var(--ink); fill-opacity: .12; }
.legend {
  display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; list-style: none; margin: 0 0 1rem;
  padding: 0; font-size: .8125rem;
}
.legend svg { margin-right: .5rem; vertical-align: -1px; }

details { margin-top: 1.25rem; }
summary { cursor: pointer; color: var(--soft); font-size: .875rem; width: fit-content; }
summary:hover { color: var(--ink); }
details .scroll { max-height: 30rem; margin-top: .75rem; }
.scroll { overflow: auto; }
table { border-collapse: collapse; width: 100%; font-size: .875rem; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
th, td {
  padding: .375rem 0 .375rem 1.5rem; border-bottom: 1px solid var(--grid); text-align: left;
  vertical-align: baseline;
}
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: .25rem; }
thead th {
  position: sticky; top: 0; background: var(--ground); color: var(--soft); font-weight: 400;
  font-size: .8125rem; border-bottom-color: var(--rule); white-space: nowrap;
}
tbody th { font-weight: 400; overflow-wrap: anywhere; white-space: pre-wrap; min-width: 10rem; }
tbody td { white-space: nowrap; }
th.n, td.n { text-align: right; }
tbody th.n { min-width: 0; white-space: nowrap; }
.bar { width: 30%; min-width: 7rem; }
.bar:last-child { width: 60%; }
th.heat, td.heat { text-align: right; padding-left: 2px; }
th.heat { padding-right: .5rem; }
th.n:has(+ .heat) { padding-right: .75rem; }
td.heat { padding-top: 1px; padding-bottom: 1px; border: 0; }
td.heat span { display: block; padding: .3125rem .5rem; background: var(--raised); }
td.heat .heat-1 { background: var(--heat-1); }
td.heat .heat-2 { background: var(--heat-2); }
td.heat .heat-3 { background: var(--heat-3); color: var(--heat-ink); }
td.heat .heat-4 { background: var(--heat-4); color: var(--heat-ink); }
td.heat .pick { min-width: 5.25rem; padding: .25rem .5rem; line-height: 1.3; }
td.heat .pick small { display: block; font-size: .75rem; }
td.heat .score-1 { background: var(--score-1); }
td.heat .score-2 { background: var(--score-2); }
td.heat .score-3 { background: var(--score-3); color: var(--heat-ink); }
td.heat .score-4 { background: var(--score-4); color: var(--heat-ink); }
.pick.dear { text-decoration: line-through; text-decoration-thickness: 1px; }
.pick.never { color: var(--soft); }
.pick.best { box-shadow: inset 0 0 0 2px var(--ink), inset 0 0 0 4px var(--ground); }
.live .pick { cursor: pointer; }
.live .pick:hover { outline: 1px solid var(--soft); }
.live .pick[aria-pressed="true"] {
  outline: 3px solid var(--ink); outline-offset: 1px; position: relative;
}
.live .pick:focus-visible { outline-color: var(--focus); }
#grid { margin-top: 1.75rem; }
#grid .scroll { padding: 4px; margin: -4px; }
#grid table { width: auto; }
#grid h3 { margin-top: 1.25rem; }
td.bar { vertical-align: top; }
td.bar svg { margin-top: 5px; }
td.bar svg[role] { margin-top: 2px; }
.plain { max-width: 46rem; }
.bar svg { display: block; }
.caveats { padding-left: 1.125rem; margin: 0; max-width: 46rem; font-size: .9375rem; }
.caveats li + li, details li + li { margin-top: .5rem; }
section > p { font-size: .9375rem; max-width: 46rem; margin-bottom: .75rem; }
details li { font-size: .875rem; }

@media (max-width: 40rem) {
  main { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.75rem; }
  .figures { grid-template-columns: repeat(2, 1fr); gap: 1rem; }
  .figures .number { font-size: 1.5rem; }
  .plot { grid-template-columns: 48px minmax(0, 1fr); }
  .plot .down { margin-left: -8px; }
  figcaption { padding-left: 48px; }
  .minor { display: none; }
  th, td { padding-left: 1rem; }
  tbody th { min-width: 8rem; }
  td.heat .pick { min-width: 4rem; }
  .bar { min-width: 5rem; }
}
@media print {
  :root { color-scheme: light; }
  main { max-width: none; padding: 0; }
  section, figure, tr, .paste { break-inside: avoid; }
  button, details:not([open]) { display: none; }
  .scroll { overflow: visible; }
}
@media (forced-colors: active) {
  .answered, .delayed, .rejected, .line, .dot, rect.requests { forced-color-adjust: none; }
}
)css";

}  // namespace gw::report
