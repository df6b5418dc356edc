"""The part that runs inside the box. It imports nothing of the instructor's.

No answer lies in the box. The texts of those that a later exercise may call are told to a job once
their own exercises are judged.
"""
