"""Benchmarks that anyone can run: `diemcau bench NAME --json`.

A benchmark starts a real server as a process of its own, loads it from another process through the
public endpoints, and reads the server's processor time from /proc. What it prints last is one line
of JSON with its inputs and figures. Seconds differ between machines, so each benchmark also
runs something well known beside the server and gives the ratio.
"""


class UnavailableError(Exception):
    """What a benchmark needs besides is not here; the message says so in both languages."""
