"""What talks to a student in a notebook: check, hint, progress, the student's own networks, training.

What it computes with lies in the rooms below, and some of that is public too: the table in
`resnet_lessons/__init__.py` says where each `rl.…` is.
"""
