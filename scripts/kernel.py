"""Write the Jupyter kernel "Go (sgnlab)" of this clone: kernel.py ROOT GODIR CGO DATADIR

The file names the clone's folder, so setup.sh writes it again after a move.
"""

import json
import os
import sys


def spec(root, godir, cgo):
    def literal(text):  # Jupyter expands ${NAME} in the values of env
        return text.replace("$", "$$")

    flags = "-trimpath -buildvcs=false '-ldflags=-s -w -buildid='"
    env = {
        "PATH": literal(os.path.join(root, ".bin") + os.pathsep + godir) + os.pathsep + "${PATH}",
        "SGNLAB_ROOT": literal(root),
        "CGO_ENABLED": cgo,
        # The same source must give the same executable (nb.CellDigest).
        "GOFLAGS": flags + (" -tags=noxla" if cgo == "0" else ""),
        # Settings of a user's shell that break cells.
        "GOWORK": "",
        "GOROOT": "",
        "GOTOOLCHAIN": "local",
    }
    # Without a Go of the user's the caches are in the clone (env.sh): cells share them with the tools.
    if os.environ.get("GOFLAGS", "").endswith(" -modcacherw"):
        env["GOFLAGS"] += " -modcacherw"
        env |= {name: literal(os.environ[name]) for name in ("GOPATH", "GOCACHE")}
    gonb = os.path.join(root, ".bin", "gonb")
    python = os.path.join(root, ".venv", "bin", "python")
    start = os.path.join(root, "scripts", "start_kernel.py")
    return {
        # -S and -E: no package and no setting of a user's Python.
        "argv": [python, "-SE", start, gonb, "--kernel", "{connection_file}", "-raw_error", "-go_work=" + root],
        "display_name": "Go (sgnlab)",
        "language": "go",
        "interrupt_mode": "signal",
        "env": env,
    }


def main(root, godir, cgo, datadir):
    folder = os.path.join(datadir, "kernels", "sgnlab")
    path = os.path.join(folder, "kernel.json")
    body = json.dumps(spec(root, godir, cgo), indent=1) + "\n"
    try:
        with open(path, encoding="utf-8") as f:
            if f.read() == body:
                return "current"
    except OSError:
        pass
    os.makedirs(folder, exist_ok=True)
    with open(path + ".new", "w", encoding="utf-8") as f:
        f.write(body)
    os.replace(path + ".new", path)
    return "written"


print(main(*sys.argv[1:]))
