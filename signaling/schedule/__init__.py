"""Meetings before they begin: when, who, what about, and the papers."""
