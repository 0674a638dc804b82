#!/usr/bin/env bash
# Opens JupyterLab on this machine only, with the kernel "Go (sgnlab)".
set -euo pipefail
unset CDPATH
case ${1:-} in
  --help | -h)
    cat <<'TEXT'
usage: scripts/lab.sh [--help] [JUPYTERLAB OPTION]...

Sets the clone up if needed and opens JupyterLab in notebooks/ on 127.0.0.1,
guarded by a token, with the kernel "Go (sgnlab)". Options go to JupyterLab,
for example --no-browser or --port=8899. End it with Ctrl-C.
Its settings and logs are in .jupyter, its token in .jupyter/runtime, for you
alone. What is written outside the clone is named by scripts/setup.sh --help.
TEXT
    exit 0 ;;
esac
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
"$here/setup.sh" --quiet
. "$here/env.sh"
mkdir -p "$ROOT/.jupyter/config"
# Its files hold the token, and Jupyter leaves a folder that is there as it is. One for each user of a clone.
if [ -e "$JUPYTER_RUNTIME_DIR" ] && [ ! -O "$JUPYTER_RUNTIME_DIR" ]; then export JUPYTER_RUNTIME_DIR="$JUPYTER_RUNTIME_DIR-$(id -u)"; fi
if ! (umask 077 && mkdir -p "$JUPYTER_RUNTIME_DIR") || ! chmod 700 "$JUPYTER_RUNTIME_DIR"; then
  printf "lab.sh: the folder '%s', where JupyterLab keeps its token, cannot be made for this user alone. Remove it, or give this user write permission beside it, and run scripts/lab.sh again.\n" "$JUPYTER_RUNTIME_DIR" >&2
  exit 1
fi
start=$ROOT
if [ -d "$ROOT/notebooks" ]; then start=$ROOT/notebooks; fi
cd -- "$start"
root_option=''
if [ "$(id -u)" = 0 ]; then root_option=--allow-root; fi
exec "$ROOT/.venv/bin/python" "$here/lab.py" --ServerApp.ip=127.0.0.1 --ServerApp.root_dir="$start" ${root_option:+"$root_option"} "$@"
