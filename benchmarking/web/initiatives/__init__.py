"""What members do together beside the rounds, and the desk where it is led."""
