"""How long a test waits for what has to happen."""

PATIENCE = 60.0
"""Seconds within which a state comes, even on a machine with six times more work than processors.

It ends a test that waits in vain, and does not say how fast something is: that is asserted apart,
by what processors took or by the order in which things happen.
"""
