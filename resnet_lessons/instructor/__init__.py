"""What only the instructor has: authoring, grading, the site. A student bundle holds nothing of this folder.

Here stand the wrong variants and programs of each exercise, what builds and releases the chapters,
and the grader with its sandbox.
"""
