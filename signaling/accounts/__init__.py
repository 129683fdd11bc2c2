"""People with accounts: who they are, what they may do where, and what they did."""
