"""What was handed in: found, read, and rebuilt from the ids of exercises. Nothing of it is run."""
