"""A student's block as a graph: traced in Keras, read step by step, compared with the lesson's."""
