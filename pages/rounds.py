"""A round's life, groups, mentors and self-assessments, for its coordinator."""

from benchmarking import web

say = web.words()
web.title(say("Omgångar"), say("Arbeta"))
web.rounds_page()
