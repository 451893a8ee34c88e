"""How the HTML report looks: on a screen, light or dark, wide or narrow, and on paper."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfcf9; --faint: #68645c; --line: #d9d4c9;
  --wash: 26%; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e2d9; --paper: #1b1a18; --faint: #a8a296; --line: #3b3833;
  --wash: 36%; } }
* { box-sizing: border-box; }
body { margin: 2.5rem auto 5rem; max-width: 64rem; padding: 0 1.5rem; color: var(--ink); background: var(--paper);
  font: 1.06rem/1.6 Charter, "Bitstream Charter", "Iowan Old Style", Georgia, "Noto Serif", serif;
  font-kerning: normal; }
h1, h2, h3 { line-height: 1.25; text-wrap: balance; }
h1 { font-size: 1.9rem; margin: 0 0 0.4rem; }
h2 { font-size: 1.4rem; margin: 0 0 0.3rem; }
h3, .about, .tags, .legend, nav, table, figcaption, aside, .found {
  font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h3 { font-size: 0.95rem; margin: 2rem 0 0.6rem; }
a { color: inherit; text-decoration-color: var(--faint); text-underline-offset: 2px; }
.about { color: var(--faint); font-size: 0.86rem; line-height: 1.5; margin: 0 0 0.6rem; overflow-wrap: anywhere; }
body > section { clear: both; margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1.4rem; }
nav { font-size: 0.9rem; line-height: 1.45; margin-top: 1.6rem; }
nav ol { list-style: none; padding: 0; margin: 0 0 0.8rem; }
nav li { margin: 0 0 0.35rem; }
nav small { color: var(--faint); font-size: 0.9em; }
.legend { font-size: 0.82rem; line-height: 1.9; margin: 1.2rem 0 0; }
.legend span { margin-right: 0.9em; white-space: nowrap; }
.article { padding-right: 19rem; }
.article > h2, .article > .about { margin-right: -19rem; }
.part :is(p, h3, h4, h5, h6) { margin: 0 0 1em; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 40rem; }
.part p { hyphens: auto; orphans: 3; widows: 3; }
.part :is(h3, h4, h5, h6) { font-family: inherit; font-size: 1.12rem; margin: 1.6rem 0 0.5rem; }
.part :is(h5, h6) { font-size: 1rem; font-style: italic; }
blockquote { margin: 0; padding-left: 1.1rem; border-left: 3px solid var(--line); max-width: 40rem; }
aside { font-size: 0.8rem; line-height: 1.4; overflow-wrap: anywhere; }
.part aside > div, .whole { float: right; clear: right; width: 17rem; margin: 0.2rem -19rem 0.7rem 0; }
.whole { border-left: 3px solid var(--line); padding-left: 0.7rem; }
aside q { font-style: italic; quotes: "“" "”"; }
.note { white-space: pre-wrap; }
.tags { color: var(--faint); }
mark { color: inherit; border-radius: 2px; padding: 0.05em 0;
  background: color-mix(in srgb, var(--tint) var(--wash), transparent);
  box-decoration-break: clone; -webkit-box-decoration-break: clone; }
mark.suggested { background: none; text-decoration: underline dotted var(--tint) 2px; text-underline-offset: 3px; }
mark sup { font: 600 0.62em/1 system-ui, sans-serif; padding-left: 1px; }
.found { font-size: 0.82rem; line-height: 1.5; border-top: 1px solid var(--line); padding-top: 0.7rem;
  margin: 1.4rem 0 0; max-width: 40rem; }
.found div { margin: 0 0 0.25rem; padding-left: 1em; text-indent: -1em; overflow-wrap: anywhere; }
.found b, .legend b { font-weight: 600; }
table { border-collapse: collapse; width: 100%; font-size: 0.86rem; line-height: 1.45; }
th, td { text-align: left; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: break-word; }
th { color: var(--faint); font-weight: 500; }
td:first-child { white-space: pre-wrap; min-width: 9rem; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
figure { margin: 0 0 2rem; }
figcaption { font-size: 0.95rem; font-weight: 600; margin: 0 0 0.5rem; }
svg { width: 100%; max-width: 44rem; height: auto; display: block; }
svg text { fill: currentColor; font: 12px system-ui, "Noto Sans", sans-serif; }
svg .axis { fill: var(--faint); }
svg line { stroke: var(--line); }
.swatch { display: inline-block; width: 0.75em; height: 0.75em; border-radius: 2px; margin-right: 0.35em; }
@media (max-width: 60rem) {
  .article { padding-right: 0; } .article > h2, .article > .about { margin-right: 0; }
  .part aside > div, .whole { float: none; width: auto; margin: 0 0 0.6rem; border-left: 3px solid var(--line);
    padding-left: 0.7rem; }
  .part { display: flex; flex-direction: column-reverse; }
}
@page { margin: 18mm 16mm 20mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #4a4a4a; --line: #b5b5b5; --wash: 24%; color-scheme: light; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10.2pt; line-height: 1.45; }
  h1 { font-size: 19pt; } h2 { font-size: 14pt; } h2, h3, h4, h5, h6, figcaption { break-after: avoid; }
  body > section { margin-top: 1.6rem; }
  body > section.article { break-before: page; border-top: none; padding-top: 0; margin-top: 0; padding-right: 33%; }
  .article > h2, .article > .about { margin-right: -50%; }
  #figures { break-before: page; border-top: none; padding-top: 0; }
  .part { display: block; }
  .part :is(p, h3, h4, h5, h6), blockquote, .found { max-width: none; }
  .part aside > div, .whole { float: right; clear: right; width: 44%; margin: 0.1rem -50% 0.5rem 0; font-size: 7.8pt;
    border-left: none; padding-left: 0; break-inside: avoid; }
  .found { font-size: 8pt; } table, nav, .legend { font-size: 8.5pt; }
  tr, figure, .found div, nav li { break-inside: avoid; } thead { display: table-header-group; }
  a { text-decoration: none; }
  mark { padding: 0; } mark, .swatch, svg { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
"""The style sheet; labels and tags bring their colours as --tint."""
