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
TEXT
    exit 0 ;;
esac
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
"$here/setup.sh" --quiet
. "$here/env.sh"
mkdir -p "$ROOT/.jupyter/config" "$ROOT/.jupyter/runtime"
start=$ROOT
if [ -d "$ROOT/notebooks" ]; then start=$ROOT/notebooks; fi
cd -- "$start"
root_option=''
if [ "$(id -u)" = 0 ]; then root_option=--allow-root; fi
exec "$ROOT/.venv/bin/python" -m jupyterlab --ServerApp.ip=127.0.0.1 --ServerApp.root_dir="$start" ${root_option:+"$root_option"} "$@"
