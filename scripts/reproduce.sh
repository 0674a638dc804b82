#!/usr/bin/env bash
# Sets the clone up and makes the figures and tables; the work is `sgnlab reproduce`.
set -euo pipefail
unset CDPATH
usage() {
  cat <<'TEXT'
usage: scripts/reproduce.sh [OPTION]...

Sets the clone up (first run only) and leaves figures, tables, executed
notebooks and report.html under runs/out/<profile>/.

  --quick           at most 10 minutes on 2 cores without a GPU (default)
  --full            the published numbers; announces its hours first
  --from-results    draw everything from the committed results, no training
  --only NN,...     only these notebooks, for example 01
  --jobs N          work on N units at once (default 1)
  --seed N          root seed of every random number (default 1)
  --publish         with --full: update the committed figures and notebooks (with
                    --only: those of these notebooks) and REPRODUCE.md
  --help            this text

A run that was interrupted goes on where it stopped: give the same command.
All of it stays inside the clone but for what scripts/setup.sh --help names.
TEXT
}
fail() { printf 'reproduce.sh: %s\n' "$*" >&2; exit 2; }
number() { # number OPTION VALUE
  case ${2:-} in '' | *[!0-9]*) fail "$1 wants a whole number, not '${2:-}'. scripts/reproduce.sh --help lists the options; nothing was started." ;; esac
}
profile='' from_results=0 publish=0 only='' jobs='' seed=''
while [ $# -gt 0 ]; do
  option=$1
  case $option in
    --only=* | --jobs=* | --seed=*) value=${option#*=} option=${option%%=*} ;;
    --only | --jobs | --seed)
      [ $# -gt 1 ] || fail "$option wants a value. scripts/reproduce.sh --help lists the options; nothing was started."
      value=$2; shift ;;
  esac
  case $option in
    --quick | --full)
      [ -z "$profile" ] || [ "$profile" = "${option#--}" ] || fail "--quick and --full exclude each other; nothing was started."
      profile=${option#--} ;;
    --from-results) from_results=1 ;;
    --publish) publish=1 ;;
    --only)
      case ,$value, in *[!0-9,]* | *,,*) fail "--only wants notebook numbers such as 01 or 01,02, not '$value'. scripts/reproduce.sh --help lists the options; nothing was started." ;; esac
      only=$value ;;
    --jobs) number --jobs "$value"; jobs=$value; [ "$((10#$jobs))" -gt 0 ] || fail "--jobs wants at least 1; nothing was started." ;;
    --seed) number --seed "$value"; seed=$value ;;
    --help | -h) usage; exit 0 ;;
    *) fail "unknown option '$option'. scripts/reproduce.sh --help lists the options; nothing was started." ;;
  esac
  shift
done
if [ "$publish" = 1 ] && [ "$profile" != full ] && [ "$from_results" = 0 ]; then
  fail "--publish belongs to --full: only the full profile's numbers are published. Nothing was started."
fi

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
"$here/setup.sh" --quiet
. "$here/env.sh"
set -- reproduce
if [ -n "$profile" ]; then set -- "$@" --profile "$profile"; fi
if [ "$from_results" = 1 ]; then set -- "$@" --from-results; fi
if [ "$publish" = 1 ]; then set -- "$@" --publish; fi
if [ -n "$only" ]; then set -- "$@" --only "$only"; fi
if [ -n "$jobs" ]; then set -- "$@" --jobs "$jobs"; fi
if [ -n "$seed" ]; then set -- "$@" --seed "$seed"; fi
exec "$ROOT/.bin/sgnlab" "$@"
