"""Builds the explorables: one script for site and notebook, and the data that they compute with.

`make explorables` writes both into the package, where they are committed, so that only who changes
them needs Node.js. `make check` tells whether they are fresh.
"""
