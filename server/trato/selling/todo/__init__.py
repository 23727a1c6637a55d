"""To Do lists of a mailbox: which of them are followed, and the tasks in those."""
