"""Synthetic classes: students' folders as a course might get them, with the table they must earn."""
