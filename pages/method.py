"""How we count, what every indicator means, and where the figures come from."""

from benchmarking import web

say = web.words()
web.title(say("Så har vi räknat"), say("Metod, källor och ord"))
web.method(web.facts())
