"""What the commands of the command line share."""

import argparse
import sys
from pathlib import Path


class RefusedError(Exception):
    """What was asked for cannot be done; the message says why in Vietnamese and English."""


def add_config(parser: argparse.ArgumentParser) -> None:
    """Let a command name the file of the settings."""
    parser.add_argument("--config", metavar="FILE", type=Path, help="tệp thiết lập / settings")


def say(text: str) -> None:
    """Write a line of the result."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
