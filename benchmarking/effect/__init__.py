"""Did the gaps close in a round, more than they would have done without it?

Pure. `simulation` makes networks in which the answer is known; it came first.
"""
