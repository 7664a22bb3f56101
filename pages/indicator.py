"""One indicator in all places."""

from benchmarking.web.one_indicator import indicator_page

indicator_page()
