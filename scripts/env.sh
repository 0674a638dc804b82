# Sourced, not run: `. scripts/env.sh` puts the clone's own tools on PATH and
# keeps every cache and setting inside the clone, so that nothing depends on
# the home folder. Sets ROOT.
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
# What a user's shell may carry and a build here must not depend on.
unset PYTHONPATH PYTHONHOME GOROOT GOBIN
export GOWORK= GOTOOLCHAIN=local

# Left by setup.sh: which Go is in use, and how cells and tools are built.
SGNLAB_GODIR='' SGNLAB_CGO=1
if [ -f "$ROOT/.bin/setup.env" ]; then . "$ROOT/.bin/setup.env"; fi
if [ "$SGNLAB_GODIR" = wheel ]; then
  for _sgnlab_go in "$ROOT"/.venv/lib/python3*/site-packages/go/bin; do
    if [ -x "$_sgnlab_go/go" ]; then SGNLAB_GODIR=$_sgnlab_go; fi
  done
  unset _sgnlab_go
fi
# The kernel's flags (kernel.py), under which a cell's executable depends on its
# source alone (nb.CellDigest): tools and cells share one build cache.
GOFLAGS="-trimpath -buildvcs=false '-ldflags=-s -w -buildid='"
if [ "$SGNLAB_CGO" = 0 ]; then GOFLAGS="$GOFLAGS -tags=noxla"; fi
export CGO_ENABLED="$SGNLAB_CGO" GOFLAGS
if [ -n "$SGNLAB_GODIR" ]; then PATH="$SGNLAB_GODIR:$PATH"; fi
PATH="$ROOT/.bin:$ROOT/.venv/bin:$PATH"
export PATH
