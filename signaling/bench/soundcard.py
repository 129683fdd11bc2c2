"""A sound card without hardware: Firefox runs no AudioContext where it finds none.

Firefox's own mock (`media.cubeb.force_mock_context`) will not do, as its clock is 5 to 10 % slow.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signaling.bench import UnavailableError

START_S = 10.0

PULSEAUDIO = "pulseaudio"


@contextmanager
def sound_card(folder: Path) -> Iterator[str]:
    """Run PulseAudio with a card that plays to nobody; gives the address for PULSE_SERVER.

    Raises UnavailableError where it cannot be run.
    """
    program = shutil.which(PULSEAUDIO)
    if program is None:
        raise UnavailableError(
            "Firefox cần PulseAudio để có âm thanh: cài gói pulseaudio.\n"
            "Firefox needs PulseAudio for its sound: install pulseaudio."
        )
    folder.mkdir(parents=True, exist_ok=True)
    socket = folder / "socket"
    process = subprocess.Popen(  # noqa: S603 - found above
        [
            *(program, "-n", "--daemonize=no", "--exit-idle-time=-1"),
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
            if process.poll() is not None or time.monotonic() > end:
                raise UnavailableError(
                    f"PulseAudio không chạy được ({process.returncode}).\n"
                    f"PulseAudio does not start ({process.returncode})."
                )
            time.sleep(0.02)
        yield f"unix:{socket}"
    finally:
        process.terminate()
        process.wait()
