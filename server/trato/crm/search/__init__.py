"""One search over customers: by which terms a record is found, what was typed, and how well it fits."""
