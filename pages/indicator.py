"""One measure in all places: how they lie, how it is measured, and every number explained."""

from benchmarking import web

web.indicator_page()
