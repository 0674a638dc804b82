"""Clean up after a process however it ends, SIGKILL included.

A guard is a child in a session of its own, out of reach of what is sent to the
process and its group, that waits for the end and then does what is left to do.
"""

import os
import select
import shutil
import signal
import time


def start(finish, others=()):
    """Fork a guard that calls finish() when this process or one of others has ended; return its number.

    others are processes that are known to live now.
    """
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for fd in (0, 1, 2):  # nobody may wait for this process' output
            os.dup2(null, fd)
        os.closerange(3, 256)
        os.chdir("/")
        wait(parent, others)
        finish()
    finally:
        os._exit(0)


def wait(parent, others):
    """Return when parent, whose child this is, or one of others has ended."""
    try:
        poll = select.poll()
        for pid in (parent, *others):
            poll.register(os.pidfd_open(pid), select.POLLIN)
        if os.getppid() == parent:
            poll.poll()
        return
    except ProcessLookupError:
        return
    except (AttributeError, OSError):
        pass  # macOS, an old kernel or a sandbox: look now and then
    while os.getppid() == parent and all(map(alive, others)):
        time.sleep(0.5)


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def kill_group(group):
    """Kill a process group and wait until it is empty, for two seconds: the dead of a
    container whose first process collects nobody stay in their group."""
    for _ in range(40):
        try:
            os.killpg(group, signal.SIGKILL)
        except OSError:  # nobody is left (macOS says EPERM of the dead)
            return
        time.sleep(0.05)


def remove(folder):
    """Remove a folder in which the dying may still write for some seconds."""
    for _ in range(400):
        shutil.rmtree(folder, ignore_errors=True)
        if not os.path.lexists(folder):
            return
        time.sleep(0.05)
