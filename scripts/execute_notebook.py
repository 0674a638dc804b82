#!/usr/bin/env python3
"""Execute a Go notebook headless with this clone's kernel.

usage: scripts/execute_notebook.py IN OUT [--timeout SECONDS] [--quiet] [--parent PID]

OUT appears only when every cell succeeded; else what was executed is left as
OUT.failed.ipynb beside it and the exit status is 1. Run scripts/setup.sh first.
"""

import signal

# Until the run takes interrupts itself, and when it is over: an end without a traceback.
signal.signal(signal.SIGINT, signal.SIG_DFL)

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time

sys.dont_write_bytecode = True
import guard
import scratch

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")


def stop(message, status=1):
    print("\nerror: " + message, file=sys.stderr, flush=True)
    sys.exit(status)


def own_python():
    """Run under the project's own Python whatever Python was called."""
    if os.path.realpath(sys.prefix) != os.path.realpath(VENV):
        python = os.path.join(VENV, "bin", "python")
        if not os.access(python, os.X_OK):
            stop(f"the Python environment {VENV} is missing. Run scripts/setup.sh, then this command again.")
        os.execv(python, [python, *sys.argv])


def environment():
    """Keep Jupyter's files inside the clone and give this run a TMPDIR of its own."""
    home = os.environ.get("HOME", "")
    if not (os.path.isdir(home) and os.access(home, os.W_OK)):  # as in env.sh
        os.environ["HOME"] = home = os.path.join(ROOT, ".go", "home")
        os.makedirs(home, exist_ok=True)
    jupyter = os.path.join(ROOT, ".jupyter")
    os.environ["JUPYTER_DATA_DIR"] = jupyter
    os.environ["JUPYTER_CONFIG_DIR"] = os.path.join(jupyter, "config")
    os.environ["IPYTHONDIR"] = os.path.join(jupyter, "ipython")
    os.environ["SGNLAB_HEADLESS"] = "1"
    # For what the kernel and its programs leave behind when they are killed.
    folder = scratch.make(os.getpid())
    os.environ["TMPDIR"] = tempfile.tempdir = folder
    os.environ["JUPYTER_RUNTIME_DIR"] = os.path.join(folder, "runtime")
    return folder


def offline():
    """What scripts/env.sh does with SGNLAB_OFFLINE."""
    value = os.environ.get("SGNLAB_OFFLINE", "")
    if value not in ("", "0", "1"):
        stop(f"SGNLAB_OFFLINE is {value!r}; set it to 1 to forbid the network, to 0 to allow it, or unset it. Nothing was done.", 2)
    if value == "1":
        os.environ["GOPROXY"] = "off"
        os.environ["GONOPROXY"] = "none"


def watch(folder, parent):
    """However this process ends, its folder goes; the kernel has a guard of its own. It ends with parent."""
    me = os.getpid()
    if parent is not None and os.getppid() != parent:
        stop(f"process {parent}, to which this run belongs, has ended")

    def finish():
        if parent is not None and os.getppid() == me:
            os.kill(me, signal.SIGKILL)
        guard.remove(folder)

    return guard.start(finish, [] if parent is None else [parent])


def first_lines(text, count=12):
    # The kernel's own log lines and Go's goroutine dump say nothing to a reader.
    text = re.split(r"(?m)^goroutine \d+ \[", re.sub(r"\x1b\[[0-9;]*m", "", text))[0]
    lines = [l.rstrip() for l in text.splitlines() if l.strip() and not re.match(r"[IWEF]\d{4} |# gonb_", l)]
    return "\n".join("    " + l for l in lines[:count])


def cell_error(cell):
    """What a failed cell printed as its error, else the exception's own text."""
    written = [o.text for o in cell.outputs if o.output_type == "stream" and o.name == "stderr"]
    raised = ["\n".join(o.traceback) or o.evalue for o in cell.outputs if o.output_type == "error"]
    return first_lines("".join(written)) or first_lines("\n".join(raised)) or "    (it printed nothing)"


def clean(nb):
    """Drop what differs from run to run."""
    for number, cell in enumerate(nb.cells, 1):
        cell.metadata.pop("execution", None)
        cell.metadata.pop("collapsed", None)
        if nb.nbformat_minor >= 5 and not cell.get("id"):
            cell["id"] = f"cell-{number:02d}"
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nb.metadata.pop("widgets", None)
    nb.metadata["kernelspec"] = {"display_name": "Go (sgnlab)", "language": "go", "name": "sgnlab"}


def write(nb, path):
    import nbformat

    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    new = path + ".new"
    try:
        with open(new, "w", encoding="utf-8") as f:
            nbformat.write(nb, f)
            f.flush()
            os.fsync(f.fileno())
        os.replace(new, path)
    finally:
        if os.path.exists(new):
            os.remove(new)


class Run:
    """One execution: the client, where it is, and how to end it."""

    def __init__(self, nb, source, timeout, quiet, folder):
        from nbclient import NotebookClient

        self.nb, self.name, self.quiet = nb, os.path.basename(source), quiet
        self.log = os.path.join(folder, "kernel.log")
        self.code = [i for i, c in enumerate(nb.cells) if c.cell_type == "code"]
        self.at, self.begun, self.group, self.interrupted = None, 0.0, None, False
        self.client = NotebookClient(
            nb,
            timeout=timeout,
            kernel_name="sgnlab",
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": os.path.dirname(os.path.abspath(source))}},
            on_notebook_start=self.started,
            on_cell_execute=self.enter,
            on_cell_executed=self.leave,
        )

    def started(self, notebook):
        self.group = getattr(self.client.km.provisioner, "pgid", None)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.interrupt)

    def interrupt(self):
        self.interrupted = True
        self.kill()

    def kill(self):
        """End the kernel with the cell it runs: one process group."""
        if self.group:
            try:
                os.killpg(self.group, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass

    def enter(self, cell, cell_index):
        self.at, self.begun = cell_index, time.monotonic()

    def leave(self, cell, cell_index, execute_reply):
        if not self.quiet:
            seconds = time.monotonic() - self.begun
            word = "done in" if execute_reply["content"]["status"] == "ok" else "failed after"
            print(f"{self.name}: cell {self.code.index(cell_index) + 1} of {len(self.code)} {word} {seconds:.1f} s", flush=True)

    def where(self):
        if self.at is None:
            return f"{self.name}, before its first cell"
        number = self.code.index(self.at) + 1
        return f"{self.name}, code cell {number} of {len(self.code)}"

    def interruption(self):
        return f"{self.where()}: interrupted. What earlier cells put into the run store is kept; execute the notebook again to go on."

    def kernel_log(self):
        try:
            with open(self.log, encoding="utf-8", errors="replace") as f:
                said = re.sub(r"\x1b\[[0-9;]*m", "", f.read())
        except OSError:
            return ""
        lines = [l for l in said.splitlines() if re.match(r"[EF]\d{4} |panic|fatal", l)]
        return "".join("\n    " + l for l in lines[-6:])

    def execute(self):
        """Return None, or the paragraph that says what went wrong."""
        from jupyter_client.kernelspec import NoSuchKernel
        from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

        with open(self.log, "wb") as log:
            try:
                self.client.execute(stdout=log, stderr=log)
                return None
            except CellExecutionError:
                error = cell_error(self.nb.cells[self.at])
                return f"{self.where()}, failed:\n{error}\nCorrect that cell, or what it calls, and execute the notebook again."
            except CellTimeoutError:
                return (f"{self.where()}, ran longer than the {self.client.timeout} s allowed and was ended. "
                        "Allow more with --timeout SECONDS, or make the cell's work smaller (SGNLAB_PROFILE=smoke).")
            except NoSuchKernel:
                return 'the kernel "Go (sgnlab)" is not registered in this clone. Run scripts/setup.sh, then this command again.'
            except asyncio.CancelledError:  # what nbclient makes of a signal while the kernel starts
                self.interrupted = True
                return self.interruption()
            except (DeadKernelError, RuntimeError) as e:
                if self.interrupted:
                    return self.interruption()
                return (f"{self.where()}: the kernel died ({str(e).splitlines()[0] if str(e) else 'no reason given'}). "
                        "Most often the machine ran out of memory or the process was killed; see that memory is free, run scripts/setup.sh "
                        f"to have the kernel checked, and execute the notebook again. The kernel's own log of errors:{self.kernel_log() or ' empty'}")
            finally:
                signal.signal(signal.SIGINT, signal.SIG_DFL)
                self.kill()


def arguments():
    parser = argparse.ArgumentParser(prog="execute_notebook.py", description=__doc__.split("\n\n")[0])
    parser.add_argument("source", metavar="IN")
    parser.add_argument("target", metavar="OUT")
    parser.add_argument("--timeout", type=int, default=3600, help="seconds allowed to one cell (3600)")
    parser.add_argument("--quiet", action="store_true", help="no line for each cell")
    parser.add_argument("--parent", type=int, metavar="PID", help="end when this process ends, which started this one")
    options = parser.parse_args()
    if options.timeout <= 0:
        parser.error("--timeout wants a positive number of seconds")
    return options


def main():
    offline()
    own_python()
    options = arguments()
    import nbformat

    try:
        nb = nbformat.read(options.source, as_version=4)
    except OSError as e:
        stop(f"the notebook {options.source} cannot be read: {e.strerror}. Give the path of an .ipynb file.")
    except Exception as e:  # nbformat raises many kinds for damaged files
        stop(f"{options.source} is not a readable notebook: {str(e).splitlines()[0]}. Restore it (git checkout) or open and save it in JupyterLab.")
    clean(nb)
    folder = environment()
    try:
        watch(folder, options.parent)
        run = Run(nb, options.source, options.timeout, options.quiet, folder)
        problem = run.execute()
        failed = options.target + ".failed.ipynb"
        try:
            if problem is None:
                write(nb, options.target)
                if os.path.exists(failed):
                    os.remove(failed)
            else:
                write(nb, failed)
        except OSError as e:
            stop(f"the executed notebook cannot be written to {options.target}: {e.strerror}. See that the folder can be written to and the disk is not full, and run again.")
    finally:
        guard.remove(folder)
    if problem is not None:
        stop(problem + f"\nWhat was executed is in {failed}.", 130 if run.interrupted else 1)


if __name__ == "__main__":
    main()
