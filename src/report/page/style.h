#pragma once

#include <string_view>

namespace report::page {

/// Letters of the reader's own system, paper and ink, and one colour for each verdict that its shape and word repeat.
inline constexpr std::string_view style = R"css(
:root { color-scheme: light dark;
  --paper: #fffdf8; --ink: #1c1a17; --soft: #5d574e; --rule: #d9d2c4; --wash: #f6f1e7; --good: #dcebe1;
  --kept: #14664a; --broken: #a82015; --unproven: #765400; --data: #235380; --reference: #8a8172;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "Source Serif 4", "Noto Serif", Georgia, "DejaVu Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif; }
@media (prefers-color-scheme: dark) { :root {
  --paper: #181715; --ink: #ece7dd; --soft: #aaa294; --rule: #3d3a34; --wash: #22201d; --good: #1f3529;
  --kept: #6cc79f; --broken: #f28b7d; --unproven: #dcb65c; --data: #8db9e2; --reference: #9d9484; } }
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 var(--sans); overflow-wrap: break-word; }
dd, small, code, h1, h3, .checks td { overflow-wrap: anywhere; } .checks td + td { overflow-wrap: break-word; }
main { max-width: 70rem; margin: 0 auto; padding: 1.25rem 1.25rem 4rem; }
h1, h2, h3 { font-family: var(--serif); font-weight: 700; line-height: 1.15; margin: 0; text-wrap: balance; }
p { margin: 0; }
a { color: inherit; text-decoration-color: var(--reference); text-underline-offset: .18em; }
a:hover { text-decoration-color: currentColor; }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--data); outline-offset: 2px; }
code { font: .88em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.soft { color: var(--soft); }
.symbols { position: absolute; width: 0; height: 0; }

.kicker { display: flex; justify-content: space-between; gap: 1rem; border-top: 3px solid var(--ink); border-bottom: 1px solid var(--ink);
  padding: .35rem 0; font-size: .82rem; letter-spacing: .06em; text-transform: uppercase; }
.masthead h1 { font-size: clamp(2rem, 6.5vw, 3.4rem); letter-spacing: -.015em; margin: 1.4rem 0 .5rem; }
.vision { font: italic 1.2rem/1.45 var(--serif); color: var(--soft); max-width: 42rem; }
.gate { display: grid; grid-template-columns: auto 1fr; gap: .3rem 1.1rem; align-items: center; margin: 1.8rem 0 1.2rem; padding: 1.2rem 1.3rem;
  background: var(--wash); border-left: 6px solid currentColor; }
.gate .icon { width: 3.2rem; height: 3.2rem; }
.gate.is-kept { color: var(--kept); } .gate.is-broken { color: var(--broken); } .gate.is-unproven { color: var(--unproven); }
.gate p { font: 700 clamp(1.2rem, 3.6vw, 1.65rem)/1.25 var(--serif); color: var(--ink); }
.headline { margin: 1.4rem 0 1.2rem; padding: 1.1rem 1.3rem; background: var(--wash); border-left: 6px solid var(--data); }
.headline p { font: 700 clamp(1.15rem, 3.4vw, 1.55rem)/1.3 var(--serif); }
.prose { max-width: 46rem; margin-top: .8rem; } .prose li { margin-top: .25rem; }
.verbatim { margin: .8rem 0 0; padding: .8rem 1rem; background: var(--wash); overflow-x: auto; }
.tally { display: flex; height: 16px; gap: 3px; margin: 0 0 .5rem; }
.tally span { min-width: 6px; border: 2px solid; }
.tally .broken { background: var(--broken); border-color: var(--broken); }
.tally .unproven { border-color: var(--unproven); background: repeating-linear-gradient(135deg, var(--unproven) 0 2px, transparent 2px 7px); }
.tally .kept { border-color: var(--kept); background: var(--good); }
.tally-words { display: flex; flex-wrap: wrap; gap: .2rem 1.4rem; }
.tally-words > span { display: inline-flex; align-items: center; gap: .4rem; }
.tally-words strong { font-variant-numeric: tabular-nums; }
dl { margin: 0; }
dt { color: var(--soft); font-size: .8rem; }
dd { margin: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 12.5rem), 1fr)); gap: .7rem 1.5rem; margin-top: 1.2rem; font-size: .92rem; }
.masthead .facts { border-top: 1px solid var(--rule); padding-top: 1rem; }

.badge { display: inline-flex; align-items: center; gap: .4em; font-weight: 700; white-space: nowrap; }
.icon { width: 1.15em; height: 1.15em; flex: none; }
.badge.kept { color: var(--kept); } .badge.broken { color: var(--broken); } .badge.unproven { color: var(--unproven); }

section { margin-top: 3rem; }
section > h2 { font-size: 1.75rem; border-top: 3px solid var(--ink); padding-top: .7rem; }
section > h2 + p { color: var(--soft); margin-top: .3rem; }
table { border-collapse: collapse; width: 100%; margin-top: .9rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: middle; padding: .5rem .9rem .5rem 0; border-bottom: 1px solid var(--rule); }
th { font-size: .8rem; font-weight: 400; color: var(--soft); vertical-align: bottom; }
th[scope=rowgroup] { font: 700 1.05rem/1.2 var(--serif); color: var(--ink); padding-top: 1.3rem; border-bottom: 1px solid var(--ink); }
.glance td { font-size: .95rem; }
.glance .name a { font: 700 1.05rem/1.25 var(--serif); }
.glance small, .checks small { display: block; color: var(--soft); font-size: .82rem; }
.glance { table-layout: fixed; } .glance th:nth-child(1) { width: 7.6rem; } .glance th:nth-child(3) { width: 9.4rem; }
.glance th:nth-child(4) { width: 11.5rem; } .glance th:nth-child(5) { width: 9rem; } .glance th:nth-child(6) { width: 8.4rem; }
.glance .strip svg { display: block; width: 100%; max-width: 11rem; height: auto; }
.glance tbody tr:hover td { background: var(--wash); }

.promise { padding: 1.8rem 0 2rem; border-bottom: 1px solid var(--rule); }
.promise > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem 1rem; }
.promise h3 { font-size: 1.45rem; }
.promise > header .soft { margin-left: auto; font-size: .92rem; }
.statement { font: italic 1.1rem/1.45 var(--serif); margin-top: .45rem; max-width: 46rem; }
.finding { font: 1.22rem/1.45 var(--serif); margin-top: .6rem; max-width: 46rem; }
.verdict-words { margin-top: .4rem; max-width: 46rem; font-weight: 600; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19.5rem), 1fr)); gap: 1.4rem 1.8rem; margin-top: 1.3rem; align-items: start; }
.pictures .facts { grid-template-columns: repeat(auto-fill, minmax(min(100%, 8.6rem), 1fr)); }
.pictures > .facts { margin-top: 0; align-content: start; }
figure { margin: 0; max-width: 27rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { font-size: .86rem; line-height: 1.4; color: var(--soft); margin-top: .35rem; }
figcaption b { color: var(--ink); }
details { margin-top: .9rem; max-width: 60rem; }
details + details { margin-top: .35rem; }
.promise details + details { max-width: none; }
summary { cursor: pointer; color: var(--data); width: fit-content; }
details > dl, .terms { display: grid; grid-template-columns: minmax(7rem, auto) 1fr; gap: .45rem 1.2rem; margin: .7rem 0 .3rem; padding-left: 1.1rem; border-left: 3px solid var(--rule); }
details dt { font-size: .88rem; } details dd { font-size: .95rem; }
.checks td { font-size: .92rem; } .checks td:first-child { min-width: 7rem; }
.definition { padding: 1.1rem 0; border-bottom: 1px solid var(--rule); }
.definition h3 { font-size: 1.15rem; }
.definition > p { margin: .2rem 0 .5rem; max-width: 46rem; }
.terms { border: 0; padding: 0; font-size: .95rem; max-width: 60rem; }
.terms dt { font-size: .88rem; }
.words dt { color: var(--ink); font-weight: 700; font-size: .95rem; }
ul { padding-left: 1.2rem; margin: .6rem 0 0; } ul.prose { margin-top: .6rem; }
.digest { font-size: .8rem; }

svg text { font-family: var(--sans); fill: var(--ink); font-size: 12.5px; }
svg .tick { fill: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; }
svg .axis-name { fill: var(--soft); font-size: 12.5px; }
svg .row-value { font-variant-numeric: tabular-nums; font-weight: 600; }
svg .bound-words { font-weight: 600; }
svg .axis { stroke: var(--soft); stroke-width: 1; }
svg .grid { stroke: var(--rule); stroke-width: 1; }
svg .good { fill: var(--good); }
svg .bound { stroke: var(--ink); stroke-width: 2; }
svg .between { stroke: var(--rule); stroke-width: 1; }
svg .whisker { stroke: var(--ink); stroke-width: 1.6; }
svg .course { fill: none; stroke: var(--soft); stroke-width: 1; }
svg .diagonal { stroke: var(--soft); stroke-width: 1.2; stroke-dasharray: 4 4; }
svg .curve { fill: none; stroke: var(--data); stroke-width: 2.2; }
svg .outline { fill: none; stroke: var(--ink); stroke-width: 1.6; stroke-dasharray: 5 2.5; }
svg .dot { fill: var(--data); }
svg .band { fill: var(--data); fill-opacity: .18; }
svg .bubble { fill: var(--data); fill-opacity: .35; stroke: var(--data); stroke-width: 1.4; }
svg .band { fill: var(--data); fill-opacity: .18; }
svg .box { fill: var(--wash); stroke: var(--soft); stroke-width: 1; }
svg .icon-hit { fill: var(--data); }
svg .icon-missed { fill: none; stroke: var(--data); stroke-width: 1.8; }
svg .icon-alarm { stroke: var(--ink); stroke-width: 1.4; }
svg .icon-rest { fill: var(--reference); }
svg .current { fill: var(--data); } svg .current.soft { fill-opacity: .55; }
svg .reference { fill: url(#hatching); stroke: var(--reference); stroke-width: 1; }
svg .kept { fill: var(--kept); stroke: var(--paper); stroke-width: 1; }
svg .broken { fill: var(--broken); stroke: var(--paper); stroke-width: 1; }
svg .unproven { fill: var(--paper); stroke: var(--unproven); stroke-width: 2; }
#hatching path { stroke: var(--reference); stroke-width: 1.6; }

@media (max-width: 46rem) {
  main { padding: .9rem .9rem 3rem; }
  section { margin-top: 2.4rem; }
  .gate { padding: 1rem; gap: .3rem .9rem; } .gate .icon { width: 2.4rem; height: 2.4rem; }
  .masthead .facts { grid-template-columns: 1fr 1fr; }
  .promise > header .soft { margin-left: 0; width: 100%; }
  details > dl, .terms { grid-template-columns: 1fr; gap: .1rem; } details > dl dd, .terms dd { margin-bottom: .55rem; }
  table, tbody, tr, td { display: block; } thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  td { border: 0; padding: 0; } tr { border-bottom: 1px solid var(--rule); padding: .75rem 0; }
  th[scope=rowgroup] { display: block; padding-bottom: .3rem; }
  tr.group { border: 0; padding: 0; }
  .glance tr:not(.group) { display: grid; grid-template-columns: minmax(0, 1fr) 9rem; gap: .25rem .9rem; align-items: center; }
  .glance .name { grid-column: 1; } .glance .verdict { grid-column: 2; grid-row: 1; align-self: start; justify-self: end; }
  .glance .strip { width: auto; min-width: 0; }
  .glance .promised, .glance .who { font-size: .85rem; color: var(--soft); } .glance .who { text-align: right; }
  .checks td[data-label]::before { content: attr(data-label) ": "; color: var(--soft); }
}
@media print {
  :root { color-scheme: light; --paper: #fff; --ink: #000; --soft: #444; --rule: #bbb; --wash: #f3f3f3; --good: #dcebe1;
    --kept: #14664a; --broken: #a82015; --unproven: #765400; --data: #235380; --reference: #777; }
  @page { margin: 13mm; }
  html { font-size: 11px; }
  body { font-size: 1rem; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  main { max-width: none; padding: 0; }
  details { display: none; }
  .promise, .definition, figure, .gate, tr { break-inside: avoid; }
  h2, h2 + p, h3, .finding { break-after: avoid; }
  .pictures { grid-template-columns: repeat(3, 1fr); gap: 1.4rem; }
  section { margin-top: 2rem; } .promise { padding: 1.2rem 0; }
  a { text-decoration: none; }
}
)css";

/// Shapes that the page uses again and again. A kept promise is a disc, a broken one a square, an unproven one a diamond.
inline constexpr std::string_view symbols = R"svg(<svg class="symbols" aria-hidden="true" focusable="false">
<symbol id="mark-kept" viewBox="0 0 24 24"><circle cx="12" cy="12" r="11" fill="currentColor"/><path d="M6.5 12.5l3.8 3.8 7.2-8" fill="none" stroke="var(--paper)" stroke-width="2.6"/></symbol>
<symbol id="mark-broken" viewBox="0 0 24 24"><rect x="2" y="2" width="20" height="20" fill="currentColor"/><path d="M7.5 7.5l9 9m0-9l-9 9" fill="none" stroke="var(--paper)" stroke-width="2.6"/></symbol>
<symbol id="mark-unproven" viewBox="0 0 24 24"><path d="M12 1.6L22.4 12 12 22.4 1.6 12Z" fill="none" stroke="currentColor" stroke-width="2.2"/><path d="M9.3 10.2c0-3.4 5.4-3.4 5.4-.2 0 2-2.7 2-2.7 4.2m0 1.6v1.8" fill="none" stroke="currentColor" stroke-width="1.9"/></symbol>
<pattern id="hatching" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V5"/></pattern>
</svg>
)svg";

}  // namespace report::page
