"""What each answer of a submission does: its cells are run in the sandbox, under hidden settings,
and what the processes tell is taken for evidence."""
