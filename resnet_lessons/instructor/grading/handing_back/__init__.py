"""Marks and feedback of a finished report, written as a learning platform takes them back, and the tables
of a platform that this needs. Nothing is graded here, no file of the instructor's is changed, and whoever
cannot be matched is named."""
