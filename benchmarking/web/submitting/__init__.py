"""A file on its way in: dropped, understood, mended, published, and its receipt."""
