"""Where jobs are judged: in threads of this machine, or on the workers of a cluster."""
