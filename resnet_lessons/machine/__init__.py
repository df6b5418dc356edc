"""The machine: processor or graphics card, loading TensorFlow beside the reader, memory, files.

Nothing here knows of networks, exercises or lessons.
"""
