"""A student's block as a graph: recorded from Keras, and compared with the block of the lesson."""
