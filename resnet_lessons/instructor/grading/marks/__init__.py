"""What an answer earns, and what counts in the end: comparison, attempts, lateness. Nothing runs
here."""
