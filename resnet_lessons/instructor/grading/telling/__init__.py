"""What a student is told of an answer, in our own words: nothing that a process says goes out as it
is."""
