"""Who has handed in what was asked: coverage, history, difference, requests."""

from benchmarking import web

say = web.words()
web.title(say("Inlämningar"))
web.submissions_page()
