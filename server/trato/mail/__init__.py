"""Mail: what was written, by whom, to whom, and what follows from it."""
