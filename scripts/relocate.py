"""Make the programs of a virtual environment independent of where it lies: relocate.py VENV

pip writes the folder's full path into every entry point. Here each one finds
the python beside it instead, so a moved clone needs no second installation.
"""

import os
import re
import sys

HEAD = b"#!/bin/sh\n'''exec' \"$(dirname -- \"$0\")/python\" \"$0\" \"$@\"\n' '''\n"


def relocate(path):
    with open(path, "rb") as f:
        body = f.read()
    line, _, rest = body.partition(b"\n")
    if line == b"#!/bin/sh" and rest.startswith(b"'''exec' "):
        rest = rest.split(b"\n", 2)[2]  # pip's form for paths with a space
    elif not re.match(rb"#!.*/python[0-9.]*$", line):
        return
    if HEAD + rest == body:
        return
    with open(path + ".new", "wb") as f:
        f.write(HEAD + rest)
    os.chmod(path + ".new", 0o755)
    os.replace(path + ".new", path)


def main(venv):
    folder = os.path.join(venv, "bin")
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name.lower().startswith("activate"):
            os.remove(path)  # names the folder too; scripts/env.sh does its work
        elif os.path.isfile(path) and not os.path.islink(path):
            relocate(path)


main(sys.argv[1])
