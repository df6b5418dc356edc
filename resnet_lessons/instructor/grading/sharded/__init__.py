"""A class in shards, which machines that know nothing of each other grade, and how they are put
together."""
