"""Runs what students wrote where it can do no harm: a warm parent in a box, one fork for each job."""
