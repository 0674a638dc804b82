"""Temporary folders that outlive nobody: scratch.py PID makes one for a process and prints it.

A folder sgnlab-nb-* says in the file `pid` whose it is, and in `host` where that
process runs. It is removed by its owner or the owner's guard (guard.py); what a
killed owner left is removed by the next one and listed by `sgnlab clean`.
"""

import os
import shutil
import socket
import sys
import tempfile

PREFIX = "sgnlab-nb-"


def word(folder, name):
    with open(os.path.join(folder, name), encoding="utf-8") as f:
        return f.read().strip()


def abandoned(folder):
    """Is this a folder of ours whose process ran on this machine and is gone?"""
    try:
        if os.lstat(folder).st_uid != os.geteuid() or os.path.islink(folder) or word(folder, "host") != socket.gethostname():
            return False
        os.kill(int(word(folder, "pid")), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):
        pass  # being made, or another user's process
    return False


def sweep(parent):
    for name in os.listdir(parent):
        if name.startswith(PREFIX) and abandoned(os.path.join(parent, name)):
            shutil.rmtree(os.path.join(parent, name), ignore_errors=True)


def make(pid):
    """Sweep what killed processes left, and return a new folder for this one."""
    parent = tempfile.gettempdir()
    try:
        sweep(parent)
    except OSError:
        pass  # a folder that can be written to, but not listed
    folder = tempfile.mkdtemp(prefix=PREFIX)
    for name, text in (("pid", str(pid)), ("host", socket.gethostname())):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as f:
            f.write(text)
    return folder


if __name__ == "__main__":
    try:
        print(make(int(sys.argv[1])))
    except OSError as e:
        sys.exit(e.strerror)
