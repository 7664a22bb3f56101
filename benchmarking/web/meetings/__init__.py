"""A group that meets: what it prepares, writes, promises and learns."""
