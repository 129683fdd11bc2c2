"""Units and points as people keep them: the tree, imports, join keys, and their HTTP API."""
