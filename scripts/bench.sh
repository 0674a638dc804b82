#!/usr/bin/env bash
# Benchmarks side by side with other software; `bench.sh --help`.
set -euo pipefail
unset CDPATH
usage() {
  cat <<'TEXT'
usage: scripts/bench.sh stable [--short] [--out DIR] [OPTION]...
       scripts/bench.sh capture [--short] [--out DIR] [OPTION]...
       scripts/bench.sh levy [--short] [--out DIR] [OPTION]...
       scripts/bench.sh readme [--only pytorch|jax]

stable   times and checks package stable and every peer that can be installed
         (scipy, pylevy, libstable, ...), in turns on one core: log-density,
         survival, draws, maximum likelihood; errors against the reference; the
         fit of 270,000 coordinates on two cores. Leaves stable.json, a figure
         and Go benchmarks for benchstat; the last lines are NAME<tab>VALUE.
capture  times training steps, gradients of batches and of single examples, and
         the capture of a whole residual network, in turns with JAX and PyTorch
         on all cores; checks first that the nets give the same loss and
         gradient. Leaves capture.json and a figure; the last lines are
         NAME<tab>VALUE. About 25 minutes; 6 GB of disk for the peers, 11 GB
         for a while. --coordinates does not apply.
levy     times paths of an equation in R^100 driven by stable noise, in turns with
         NumPy and JAX on one core, after all have shown positions of the exact
         law, and exits too rare for Euler's scheme. Leaves levy.json and a
         figure; the last lines are NAME<tab>VALUE. About 3 minutes.
         --coordinates does not apply.
readme   runs the scripts that the README shows for PyTorch and JAX, and
         analyses what they record. PyTorch takes 5 GB of disk.

  --short        stable: at most 5 minutes, 10 repeats, 10,000 of the coordinates;
                 capture: at most 8 minutes, 3 repeats and more, a part of the
                 study, scaled, two sizes of what grows;
                 levy: at most 3 minutes
  --out DIR      where the files go (default runs/out/bench)
  --no-peers     sgnlab alone
  --repeats N    stable, levy: repeats of what is fast (default 20; 10 with --short);
                 capture: repeats at least (default 12; 3 with --short)
  --coordinates N  how many of the 270,000 coordinates are fitted
  --publish      also update the committed figures/bench-stable.* and
                 figures/results/bench/stable.json (or capture, levy)
  --only NAME    readme: pytorch or jax
  --help         this text

The peers live in .venv-bench inside the clone (1 GB), set up on first use;
that time is told apart and is in no number.
TEXT
}
fail() { printf '\nbench.sh: %s\n' "$*" >&2; exit 1; }
wrong() { printf 'bench.sh: %s scripts/bench.sh --help lists the options; nothing was started.\n' "$*" >&2; exit 2; }
say() { printf 'bench: %s\n' "$*" >&2; }

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
what='' short=0 out='' peers=1 repeats='' coordinates='' publish=0 only=''
number() { case ${2:-} in '' | *[!0-9]*) wrong "$1 wants a whole number, not '${2:-}'." ;; esac; }
while [ $# -gt 0 ]; do
  option=$1
  case $option in
    --*=*) value=${option#*=} option=${option%%=*} ;;
    --out | --repeats | --coordinates | --only)
      [ $# -gt 1 ] || wrong "$option wants a value."
      value=$2; shift ;;
  esac
  case $option in
    --help | -h) usage; exit 0 ;;
    stable | capture | levy | readme) [ -z "$what" ] || wrong "one of stable, capture, levy and readme, please."; what=$option ;;
    --short) short=1 ;;
    --out) out=$value ;;
    --no-peers) peers=0 ;;
    --repeats) number --repeats "$value"; repeats=$value ;;
    --coordinates) number --coordinates "$value"; coordinates=$value ;;
    --publish) publish=1 ;;
    --only) case $value in pytorch | jax) only=$value ;; *) wrong "--only wants pytorch or jax, not '$value'." ;; esac ;;
    *) wrong "unknown word '$option'." ;;
  esac
  shift
done
case $what in
  '') usage >&2; exit 2 ;;
  stable) [ -z "$only" ] || wrong "--only belongs to readme." ;;
  capture | levy) [ -z "$only$coordinates" ] || wrong "--only belongs to readme, --coordinates to stable." ;;
  readme) [ "$short$peers$publish$out$repeats$coordinates" = 010 ] || wrong "readme knows only --only." ;;
esac
if [ "$publish" = 1 ] && { [ "$short" = 1 ] || [ "$peers" = 0 ] || [ -n "$coordinates$repeats" ]; }; then
  wrong "--publish wants the whole run: only its numbers are published."
fi
case $out in '' | /*) ;; *) out=$PWD/$out ;; esac

"$here/setup.sh" --quiet >&2
. "$here/env.sh"
cd -- "$ROOT"
. "$here/bench/environments.sh"
. "$here/bench/$what.sh"
