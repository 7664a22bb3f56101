"""For whoever builds a page, or wonders why they look as they do: type, colours, marks, tables and tone."""

from benchmarking import web

say = web.words()
web.title(say("Utformning"), say("Om"))
web.lede([say("Så ser sidorna ut, och varför. Exemplen ritas av samma kod som sidorna.")])
web.design(web.facts())
