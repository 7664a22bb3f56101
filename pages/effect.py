"""Did the gaps close in a round, more than they would have done without it?"""

from benchmarking import web

web.effects_page()
