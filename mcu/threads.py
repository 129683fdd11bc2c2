"""Names of threads as the system knows them: `top -H` and `diemcau bench` show who works."""

import threading
from contextlib import suppress
from pathlib import Path


def name_thread() -> None:
    """Tell the system the calling thread's name, its first 15 bytes (Linux, proc(5)).

    Python does so by itself from 3.14 on. Where there is no /proc the thread stays unnamed.
    """
    with suppress(OSError):
        own = Path("/proc/self/task", str(threading.get_native_id()), "comm")
        own.write_text(threading.current_thread().name, encoding="utf-8")
