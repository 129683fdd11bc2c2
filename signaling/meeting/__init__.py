"""The rules of a meeting, pure: no I/O, no clock of their own, `now` passed in."""
