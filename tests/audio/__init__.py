"""Tests of mcu.audio."""
