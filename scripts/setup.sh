#!/usr/bin/env bash
# Sets up everything the project needs inside this clone; `setup.sh --help`.
set -euo pipefail
unset CDPATH
usage() {
  cat <<'TEXT'
usage: scripts/setup.sh [--user] [--cuda[=12|=13]] [--quiet] [--help]

Sets up this clone: a Python environment (.venv), pinned Go tools and the
sgnlab command (.bin), and the Jupyter kernel "Go (sgnlab)" (.jupyter). A second
run takes a second and needs no network.

Outside the clone a Go of your own fills its caches (go env GOMODCACHE GOCACHE:
0.7 and 0.6 GB when new), and the go command keeps less than 1 MB of counters and
of goimports' index in your home folder. Without a Go, or without a home folder,
the caches are in the clone (.go). pip keeps no cache unless PIP_CACHE_DIR names
one. Temporary files are in TMPDIR until the end.

  --user      also register the kernel for your own Jupyter
  --cuda      also install the XLA CUDA 13 plugin (--cuda=12: CUDA 12).
              Untested: the project's own runs use the CPU plugin.
  --quiet     say only what is done anew
  --help      this text

environment: PYTHON names the Python (>= 3.10) to use. SGNLAB_OFFLINE=1 forbids the
network: what PIP_FIND_LINKS (folders of wheels) and Go's module cache lack is an
error.
TEXT
}
say() { printf 'setup: %s\n' "$*"; }
note() { if [ "$quiet" = 0 ]; then say "$@"; fi; }
fail() { printf '\nsetup failed: %s\n' "$*" >&2; exit 1; }

offline=${SGNLAB_OFFLINE:-0}
user=0 cuda='' quiet=0
for arg in "$@"; do
  case $arg in
    --user) user=1 ;;
    --cuda | --cuda=13) cuda=13 ;;
    --cuda=12) cuda=12 ;;
    --quiet) quiet=1 ;;
    --help | -h) usage; exit 0 ;;
    *) printf "\nsetup failed: unknown option '%s'. The options are --user, --cuda, --quiet and --help; nothing was changed.\n" "$arg" >&2; exit 2 ;;
  esac
done

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
callers_data_dir=${JUPYTER_DATA_DIR:-}
callers_path=$PATH
. "$here/env.sh"
cd -- "$ROOT"
. "$here/setup_steps.sh"
# The caller's programs, not the clone's own, which scripts/env.sh may have put first.
callers_path=:$callers_path:
for own in "$ROOT/.venv/bin" "$ROOT/.bin"; do callers_path=${callers_path//":$own:"/:}; done
callers_path=${callers_path#:} callers_path=${callers_path%:}

case $ROOT in
  *[:,]*) fail "the path of this clone, '$ROOT', contains a colon or a comma, which separate folders in PATH and in the kernel's settings. Rename or move the clone and run scripts/setup.sh again." ;;
  *[\\[:cntrl:]]*) fail "the path of this clone, $(printf %q "$ROOT"), contains a backslash, a line feed or another control character, with which Go cannot build. Rename or move the clone and run scripts/setup.sh again." ;;
esac

why=$({ mkdir -p .bin .jupyter && : > .bin/.writable && rm -f .bin/.writable; } 2>&1) ||
  fail "the folder '$ROOT' cannot be written to by user $(id -un 2>/dev/null || id -u) (${why##*: }). Set-up keeps its files inside the clone: see that the disk is not full, give yourself write permission there, or clone into a folder of your own, and run scripts/setup.sh again."
find_python
lock
make_venv
find_go
find_c
build_tools
write_kernel
if [ "$user" = 1 ]; then register_user; fi
note "ready (Go $go_version, Python $python_version, $backend_line)"
