#!/usr/bin/env bash
# Kills, damages and misuses the program, and counts what it did wrong; `chaos.sh --help`.
set -euo pipefail
unset CDPATH
usage() {
  cat <<'TEXT'
usage: scripts/chaos.sh [--minutes N] [--seed N] [--only SCENARIO,...] [--list] [--help]

Kills reproduce, train, capture, levy and analyze at random times and compares
what they come to with undisturbed runs; gives them disks of a few kB, damaged
results and checkpoints, each other's outputs, hostile options, inputs and names;
with ten minutes or more also runs tests under the race detector. Everything
happens in a folder of its own under TMPDIR. The clone may be edited meanwhile,
except for figures/ and for what the tests under the race detector compile.

  --minutes N   how long (default 10); 2 are enough to touch every scenario
  --seed N      of the first case of every scenario, the next ones count on
                (default: from the clock, and printed)
  --only NAME   these scenarios; NAME- stands for all that begin so. With --seed
                and without --minutes: that one case, as a failure prints it
  --list        list the scenarios
  --help        this text

A failure is printed with its commands, its seed and the folder in which it left
everything; the last line counts. Exit status 0 when nothing failed, 1 when
something did, 2 for a wrong command line, 130 after Ctrl-C.
TEXT
}
wrong() { printf 'chaos.sh: %s scripts/chaos.sh --help lists the options; nothing was started.\n' "$*" >&2; exit 2; }

pass=() list=0
while [ $# -gt 0 ]; do
  option=$1
  case $option in
    --*=*) value=${option#*=} option=${option%%=*} ;;
    --minutes | --seed | --only)
      [ $# -gt 1 ] || wrong "$option wants a value."
      value=$2; shift ;;
  esac
  case $option in
    --help | -h) usage; exit 0 ;;
    --list) list=1 ;;
    --minutes) case $value in '' | *[!0-9.]* | *.*.* | .) wrong "--minutes wants a number, not '$value'." ;; esac; pass+=("--minutes=$value") ;;
    --seed) case $value in '' | *[!0-9]*) wrong "--seed wants a whole number, not '$value'." ;; esac; pass+=("--seed=$value") ;;
    --only) pass+=("--only=$value") ;;
    *) wrong "unknown option '$option'." ;;
  esac
  shift
done
if [ "$list" = 1 ]; then pass+=(--list); fi

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
"$here/setup.sh" --quiet >&2
. "$here/env.sh"
cd -- "$ROOT"
CGO_ENABLED=0 go build -o .bin/chaos ./paperlib/cmd/chaos ||
  { printf 'chaos.sh: the campaign could not be built; the compiler says why above. Set-up may be stale: run scripts/setup.sh and try again.\n' >&2; exit 1; }
set -- "$ROOT/.bin/chaos" --program "$ROOT/.bin/sgnlab" --root "$ROOT" ${pass[@]+"${pass[@]}"}
# Small disks are mounted where only this process sees them, so that none stays whatever happens; without the right to
# mount, a limit on the size of files stands in for them.
if unshare --mount true 2> /dev/null; then exec unshare --mount "$@"; fi
if unshare --map-root-user --mount true 2> /dev/null; then exec unshare --map-root-user --mount "$@"; fi
exec "$@"
