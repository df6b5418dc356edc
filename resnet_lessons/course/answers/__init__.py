"""The lessons' answers: the only place where an answer stands, between markers that the build cuts at."""
