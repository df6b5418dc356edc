"""What a student wrote, read as Python and not run: which answers need nothing but themselves, and
which of them are equal."""
