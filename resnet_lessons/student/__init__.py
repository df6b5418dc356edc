"""What a student calls in a notebook as `rl.…`: check, hint, progress, networks of one's own, training.

A module here talks to a person; what it computes with lies in the rooms below.
"""
