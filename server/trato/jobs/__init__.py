"""Background work: what a mailbox needs done, put together from the rooms below, and when."""
