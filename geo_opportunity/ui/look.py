"""The few styles Streamlit's theme does not cover."""

from __future__ import annotations

from typing import Final

CSS: Final = """
<style>
.block-container, [data-testid="stMainBlockContainer"] {padding-top: 4rem; padding-bottom: 2rem; padding-left: 2rem; padding-right: 2rem;}
h1 {font-size: 1.55rem !important; padding: 0 0 .1rem 0 !important;}
h2 {font-size: 1.25rem !important; padding: .4rem 0 .1rem 0 !important;}
h3 {font-size: 1.05rem !important; padding: .3rem 0 .1rem 0 !important;}
h1.go-title {margin: 0; line-height: 1.3;}
.go-tagline {color: #444; font-size: .95rem; font-weight: 400; margin: 0 0 0 .6rem; white-space: nowrap;}
/* Captions at 4.5:1, on the sidebar too: the framework fades them. */
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {color: #4a4a4a !important; opacity: 1 !important;}
.go-headline {font-size: 1.2rem; line-height: 1.45; margin: .1rem 0 .3rem 0; color: #14213d; max-width: 75rem;}
.go-rules {color: #444; font-size: .92rem; line-height: 1.45; margin: 0 0 .3rem 0; max-width: 75rem;}
.go-legend {font-size: .88rem; line-height: 1.3; color: #1b1b1b;}
.go-legend-title {font-weight: 600; margin-bottom: .3rem;}
ul.go-legend-list {list-style: none !important; margin: 0 !important; padding: 0 !important; display: flex; flex-wrap: wrap; gap: .35rem 1.1rem;}
.go-legend-list li {display: flex; align-items: center; gap: .4rem; margin: 0; font-size: .88rem;}
.go-swatch {display: inline-block; width: 22px; height: 15px; border: 1px solid #6b6b6b; flex: none;}
.go-count {color: #4d4d4d;}
.go-note, .go-source, .go-caveat {color: #4a4a4a; font-size: .8rem; line-height: 1.45; margin: .35rem 0 0 0;}
.go-source a {color: #1d4e89;}
.go-source summary {cursor: pointer; color: #1d4e89;}
.go-source ul {margin: .2rem 0 0 1rem; padding: 0;}
.go-source li {font-size: .8rem; margin: 0;}
.go-source details:not([open]), .go-source details:not([open]) summary {display: inline;}
.go-source summary::before {content: " · ";}
.go-source details[open] summary {display: inline-block;}
.go-problems {border-left: 4px solid #8a5a00; background: #fff6e0; color: #3d2a00; padding: .5rem .9rem; margin: .2rem 0 .6rem 0; font-size: .92rem;}
.go-problems ul {margin: .2rem 0 0 1.1rem; padding: 0;}
.st-key-nav {position: relative; z-index: 100; align-items: center; border-bottom: 1px solid #d5dae1; padding-bottom: .35rem;}
.st-key-nav [data-testid="stPageLink"] a {padding: .25rem .5rem;}
.st-key-nav [data-testid="stPageLink"] p {font-size: .95rem; color: #1b1b1b;}
.st-key-nav > div:has(.st-key-search) > div {align-items: flex-end;}
.st-key-search {position: relative;}
.st-key-search > div:has(.st-key-search_found) {position: absolute; top: calc(100% + .25rem); right: 0; z-index: 1000;
  width: min(34rem, calc(100vw - 1.6rem)); max-width: none;}
.st-key-search_found {max-height: 70vh; overflow-y: auto; background: #fff; border: 1px solid #6b7280; border-radius: .5rem;
  box-shadow: 0 6px 18px rgba(0, 0, 0, .18); padding: .4rem .6rem;}
.st-key-search_found button, .st-key-search_found a {justify-content: flex-start; text-align: left; width: 100%; padding: .15rem .4rem; min-height: 0;}
.st-key-search_found button div, .st-key-search_found a span {justify-content: flex-start; text-align: left; white-space: normal;}
.st-key-search_found p {font-size: .92rem; line-height: 1.35; white-space: normal; color: #1b1b1b;}
.st-key-search_found [data-testid="stPageLink"] a, .st-key-search_found [data-testid="stButton"] button {padding: .35rem .4rem; border-top: 1px solid #e3e7ec; border-radius: 0;}
.go-search-count {color: #444; font-size: .85rem; margin: .1rem 0 .2rem .5rem;}
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-follow-"]) {position: absolute;}
/* A tooltip near the map's edge reads on beyond it; on a narrow screen it lies at the map's foot, where it fits. */
[data-testid="stDeckGlJsonChart"] > div, .deck-widget-container > div {overflow: visible !important;}
[data-testid="stElementContainer"]:has([data-testid="stDeckGlJsonChart"]:hover) {z-index: 60;}
[class*="st-key-tabs-"] > [data-testid="stElementContainer"]:has(> [data-testid="stHtml"]) {position: absolute;}
[class*="-map-small_"] .mapboxgl-ctrl-group, [class*="-map-small_"] [data-testid="stDeckGlJsonChartZoomButton"] {display: none;}
.st-key-nav a:focus-visible {outline: 2px solid #1d4e89; outline-offset: 1px;}
@media (max-width: 640px) {
  /* On touch a table's buttons always show: above it, not over the words there. */
  [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) {padding-top: 1.9rem;}
  .deck-tooltip {transform: none !important; top: auto !important; left: 6px !important; bottom: 6px !important; max-width: calc(100% - 12px) !important;}
  /* A narrow window that is no phone: the map was fitted for a desk, so it is drawn at that width and shrunk. */
  [class*="st-key-desk-map"] {zoom: .56;}
  .st-key-nav > div:has(.st-key-search) > div {align-items: flex-start;}
  .st-key-search > div:has(.st-key-search_found) {right: auto; left: 0;}
  .go-tagline {display: block; margin: 0; white-space: normal;}
  .block-container, [data-testid="stMainBlockContainer"] {padding-left: .8rem; padding-right: .8rem;}
  .go-headline {font-size: 1.05rem;}
  /* Segments that wrap: each with a border all around, for the neighbour that lends its edge may stand in the row above. */
  [data-testid="stButtonGroup"] button[data-variant="segmented_control"] {margin: 0 .25rem 0 0; border-radius: .4rem;}
  [data-testid="stButtonGroup"] button[data-variant="segmented_control"]:not([data-selected]) {border-color: #8b93a1 !important;}
}
</style>
"""
