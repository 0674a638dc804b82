"""Try once for the lock of a set-up: lock.py FD PATH PID

FD is PATH, opened by the shell. The lock is the kernel's (flock), held by the
open file: it belongs to the shell and to every program that it starts, and ends
with the last of them however they end, so that no lock is ever taken over from a
dead owner. flock(1) is missing on macOS; Python is needed anyway.

Exit status 0: held now, and PATH says by whom. 75: another one holds it, named on
standard output. 3: PATH was removed meanwhile, open it again. 1: there can be no
lock, for the reason on standard error.
"""

import fcntl
import os
import signal
import socket
import sys
import time


def holder(fd):
    """Who holds the lock, in words."""
    said = os.pread(fd, 1000, 0).decode("utf-8", "replace").strip()
    pid, _, rest = said.partition(" ")
    if not pid.isdigit():
        return "a process that has not said its name yet"
    name = f"process {pid} {rest}"
    if f"on {socket.gethostname()} " in rest:
        try:
            os.kill(int(pid), 0)
        except ProcessLookupError:
            name += ", which has ended, but a program that it started is still at work"
        except PermissionError:
            pass  # another user's
    return name


def main(fd, path, pid):
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print(holder(fd))
        return 75
    except OSError as e:
        print(e.strerror, file=sys.stderr)
        return 1
    try:  # whoever held it last removed its file: a lock on that one keeps nobody out
        if not os.path.samestat(os.fstat(fd), os.stat(path)):
            return 3
    except FileNotFoundError:
        return 3
    try:
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{pid} on {socket.gethostname()} since {time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode(), 0)
    except OSError:
        pass  # a full disk: the lock is held all the same, only without a name
    return 0


signal.signal(signal.SIGINT, signal.SIG_DFL)
sys.exit(main(int(sys.argv[1]), sys.argv[2], sys.argv[3]))
