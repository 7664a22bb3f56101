"""What a round asks for, who has handed in what, and what Kolada has."""
