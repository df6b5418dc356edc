"""One submission in somebody's container: what Gradescope, PrairieLearn and Coursera run, and its result."""
