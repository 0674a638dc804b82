# Sourced, not run: `. scripts/env.sh` puts the clone's own tools on PATH and
# keeps settings and caches inside the clone, except that your own Go goes on
# using its own caches. Sets ROOT.
case ${SGNLAB_OFFLINE:-} in
  '' | 0 | 1) ;;
  *)
    printf "SGNLAB_OFFLINE is '%s'; set it to 1 to forbid the network, to 0 to allow it, or unset it. Nothing was done.\n" "$SGNLAB_OFFLINE" >&2
    return 2 ;;
esac
if [ -n "${BASH_SOURCE:-}" ]; then _sgnlab_self=${BASH_SOURCE[0]}; else _sgnlab_self=$0; fi
ROOT=$(unset CDPATH; cd -- "$(dirname -- "$_sgnlab_self")/.." >/dev/null && pwd -P)
unset _sgnlab_self
export SGNLAB_ROOT="$ROOT"

# A home that is missing or cannot be written to (containers, batch jobs).
if [ -z "${HOME:-}" ] || [ ! -d "$HOME" ] || [ ! -w "$HOME" ]; then
  HOME="$ROOT/.go/home"
  mkdir -p "$HOME" 2>/dev/null || true
  export HOME
fi

export JUPYTER_DATA_DIR="$ROOT/.jupyter"
export JUPYTER_CONFIG_DIR="$ROOT/.jupyter/config"
export JUPYTER_RUNTIME_DIR="$ROOT/.jupyter/runtime"
export JUPYTERLAB_SETTINGS_DIR="$ROOT/.jupyter/lab/settings"
export JUPYTERLAB_WORKSPACES_DIR="$ROOT/.jupyter/lab/workspaces"
export IPYTHONDIR="$ROOT/.jupyter/ipython"
export PYTHONNOUSERSITE=1
# JupyterLab asks npm where it keeps its packages, and npm logs that.
export npm_config_cache="${npm_config_cache:-$ROOT/.jupyter/npm}"
# pip's cache would be another copy of .venv.
if [ -z "${PIP_CACHE_DIR:-}" ]; then export PIP_NO_CACHE_DIR=1; fi
# What a user's shell may carry and a build here must not depend on.
unset PYTHONPATH PYTHONHOME GOROOT GOBIN
export GOWORK= GOTOOLCHAIN=local

# Left by setup.sh: which Go is in use, and how cells and tools are built.
SGNLAB_GODIR='' SGNLAB_CGO=1
if [ -f "$ROOT/.bin/setup.env" ]; then . "$ROOT/.bin/setup.env"; fi
_sgnlab_own=0
if [ "$HOME" = "$ROOT/.go/home" ]; then _sgnlab_own=1; fi
if [ "$SGNLAB_GODIR" = wheel ]; then
  _sgnlab_own=1
  for _sgnlab_go in "$ROOT"/.venv/lib/python3*/site-packages/go/bin; do
    if [ -x "$_sgnlab_go/go" ]; then SGNLAB_GODIR=$_sgnlab_go; fi
  done
  unset _sgnlab_go
fi
# The kernel's flags (kernel.py), under which a cell's executable depends on its
# source alone (nb.CellDigest): tools and cells share one build cache.
GOFLAGS="-trimpath -buildvcs=false '-ldflags=-s -w -buildid='"
if [ "$SGNLAB_CGO" = 0 ]; then GOFLAGS="$GOFLAGS -tags=noxla"; fi
# The clone's own Go, or one without a home, keeps its caches in the clone unless you
# have named others; their folders must be writable, or `rm -r` and `sgnlab clean` could not delete them.
case ${GOPATH:-} in "$ROOT"/.go/*) unset GOPATH ;; esac
case ${GOCACHE:-} in "$ROOT"/.go/*) unset GOCACHE ;; esac
if [ "$_sgnlab_own" = 1 ]; then
  export GOPATH="${GOPATH:-$ROOT/.go/path}" GOCACHE="${GOCACHE:-$ROOT/.go/build}"
  GOFLAGS="$GOFLAGS -modcacherw"
fi
unset _sgnlab_own
export CGO_ENABLED="$SGNLAB_CGO" GOFLAGS
if [ -n "$SGNLAB_GODIR" ]; then PATH="$SGNLAB_GODIR:$PATH"; fi
PATH="$ROOT/.bin:$ROOT/.venv/bin:$PATH"
export PATH

# Without the network: what pip, go and cargo do not find on this machine is an error.
# Of the places with wheels only folders are left, and no file of pip's settings is read.
if [ "${SGNLAB_OFFLINE:-}" = 1 ]; then
  _sgnlab_links=''
  for _sgnlab_link in ${PIP_FIND_LINKS:-}; do
    case $_sgnlab_link in http://* | https://* | *+*://*) ;; *) _sgnlab_links="$_sgnlab_links $_sgnlab_link" ;; esac
  done
  export PIP_FIND_LINKS="${_sgnlab_links# }" PIP_NO_INDEX=1 PIP_CONFIG_FILE=/dev/null
  export GOPROXY=off GONOPROXY=none CARGO_NET_OFFLINE=true npm_config_offline=true
  unset PIP_INDEX_URL PIP_EXTRA_INDEX_URL _sgnlab_links _sgnlab_link
fi
