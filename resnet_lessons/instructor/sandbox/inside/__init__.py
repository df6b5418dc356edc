"""The part that runs inside the box. It holds no answer and imports nothing of the instructor's."""
