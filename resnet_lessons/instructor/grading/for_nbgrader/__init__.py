"""What nbgrader gets of a graded class, and gives back: its gradebook with the points of an
instructor's, and notebooks for its formgrader."""
