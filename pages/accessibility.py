"""How accessible the pages are, what is lacking, and whom to tell: the statement that the law asks for."""

from benchmarking import web

say = web.words()
web.title(say("Tillgänglighet"), say("Om"))
web.lede([say("Alla ska kunna använda de här sidorna. Här står hur väl de fungerar och hur du säger till.")])
web.accessibility()
