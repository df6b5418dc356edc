"""A function in, a verdict out: runs an answer, compares what it did with the key, says what is wrong.

The instant check and the hidden grader both judge here. Nothing a student writes makes it raise, and
what it needs of a student's other answers is handed in.
"""
