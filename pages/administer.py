"""Accounts and what they may, for administrators."""

from benchmarking import web

say = web.words()
web.title(say("Administrera"), say("Om"))
web.administration()
web.backups_section()
web.trail_section()
