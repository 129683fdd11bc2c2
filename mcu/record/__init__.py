"""Recording: a sink like any other, which writes fragmented MP4."""
