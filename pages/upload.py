"""A file in, findings, preview, publish."""

from benchmarking import web

say = web.words()
web.title(say("Lämna uppgifter"))
web.handing_in()
