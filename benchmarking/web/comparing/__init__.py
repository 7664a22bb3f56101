"""Places side by side: one place, two or more, one indicator, and what they are held against."""
