# `bench.sh levy`; sourced by bench.sh.

out=${out:-$ROOT/runs/out/bench}
mkdir -p "$out" .bin
say "building"
# The same build as the notebooks': the default level of the instruction set.
env GOWORK=off CGO_ENABLED=0 go build -o .bin/bench ./paperlib/cmd/bench ||
  fail "the benchmark program could not be built; the compiler's words are above. Set-up may be stale: run scripts/setup.sh and try again."
set -- levy --out "$out" --script "$here/bench/levy_peers.py"
if [ "$short" = 1 ]; then set -- "$@" --short; fi
if [ -n "$repeats" ]; then set -- "$@" --repeats "$repeats"; fi
if [ "$publish" = 1 ]; then set -- "$@" --publish; fi
if [ "$peers" = 1 ]; then
  list=$environments/levy.tsv
  mkdir -p "$environments"
  : > "$list"
  if environment jax scripts/bench/requirements-jax.txt; then printf 'numpy\t%s\njax\t%s\n' "$python" "$python" >> "$list"
  else
    for key in numpy jax; do printf '%s\t-\tcould not be installed here: %s\n' "$key" "${why:-see $environments/jax.log}" >> "$list"; done
  fi
  set -- "$@" --peers "$list"
fi
.bin/bench "$@"
