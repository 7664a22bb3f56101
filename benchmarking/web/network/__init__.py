"""Rounds and those in them: lines of mentors, groups, pairing, papers, and whether gaps closed."""
