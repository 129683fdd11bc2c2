"""The demo: a province whose six synthetic points join like anybody."""
