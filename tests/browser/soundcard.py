"""A sound card without hardware: Firefox runs no AudioContext where it finds none.

Firefox's own mock (`media.cubeb.force_mock_context`) will not do, as its clock is 5 to 10 % slow.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_S = 10.0


@contextmanager
def sound_card(folder: Path) -> Iterator[str]:
    """Run PulseAudio with a card that plays to nobody; gives the address for PULSE_SERVER."""
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder / "socket"
    process = subprocess.Popen(
        [
            *("pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1"),
            *("--use-pid-file=no", "--disable-shm=yes", "-L", "module-null-sink rate=48000"),
            *("-L", f"module-native-protocol-unix auth-anonymous=1 socket={socket}"),
        ],
        env={**os.environ, "HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)},
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + START_S
        while not socket.is_socket():
            assert process.poll() is None, f"pulseaudio ended with {process.returncode}"
            assert time.monotonic() < end, "pulseaudio does not start"
            time.sleep(0.02)
        yield f"unix:{socket}"
    finally:
        process.terminate()
        process.wait()
