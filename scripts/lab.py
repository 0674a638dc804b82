"""JupyterLab as scripts/lab.sh starts it: every file that holds its token is for this user alone."""

import contextlib
import os
import sys

from jupyter_server.serverapp import ServerApp
from jupyterlab.labapp import LabApp


class PrivateServer(ServerApp):
    def write_browser_open_files(self):
        """Write the pages that carry the token, which Jupyter writes as the umask has it."""
        for path in (self.browser_open_file, self.browser_open_file_to_run):
            with contextlib.suppress(FileNotFoundError):
                os.remove(path)  # of a killed server with the same number, perhaps readable by others
        before = os.umask(0o077)
        try:
            super().write_browser_open_files()
        finally:
            os.umask(before)


LabApp.serverapp_class = PrivateServer
sys.exit(LabApp.launch_instance())
