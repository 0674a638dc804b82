"""Start the Jupyter kernel so that nothing of it outlives it: start_kernel.py GONB ARGUMENT...

Becomes gonb, which runs every cell as a program of its own. When gonb ends in
whatever way, or the server or notebook run that started it does, a guard ends the
running cell and removes the temporary folder in which gonb builds.
"""

import os
import sys

sys.dont_write_bytecode = True
import guard
import scratch


def main(argv):
    if os.getpgrp() != os.getpid():  # Jupyter gives a kernel a session of its own; others may not
        os.setpgid(0, 0)
    folder = scratch.make(os.getpid())
    # Of its starter only if that is Jupyter itself and not something in between, which may end early.
    starter = [os.getppid()] if os.environ.get("JPY_PARENT_PID") == str(os.getppid()) else []
    kernel = os.getpid()

    def finish():
        guard.kill_group(kernel)
        guard.remove(folder)

    guard.start(finish, starter)
    os.environ["TMPDIR"] = folder
    os.execv(argv[0], argv)


main(sys.argv[1:])
