"""People and their rights, the trail, and copies of everything."""
