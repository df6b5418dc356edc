"""Facts about residual networks, by arithmetic or read from a graph: nothing is built or trained here.

No exercise is known here, and no answer of a student.
"""
