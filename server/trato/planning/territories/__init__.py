"""Who holds which customers: the map of territories, its changes, and proposals for a better one."""
