"""What only the instructor has: a student bundle holds nothing of this folder."""
