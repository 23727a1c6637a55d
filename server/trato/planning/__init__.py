"""Groups of accounts by criteria, and from each group a plan for each of its accounts, with its progress."""
