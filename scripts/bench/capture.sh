# `bench.sh capture`; sourced by bench.sh.

out=${out:-$ROOT/runs/out/bench}
mkdir -p "$out" .bin
say "building"
env GOWORK=off go build -o .bin/benchcapture ./paperlib/cmd/benchcapture ||
  fail "the benchmark program could not be built; the compiler's words are above. Set-up may be stale: run scripts/setup.sh and try again."
set -- run --out "$out" --script "$here/bench/capture_peers.py"
if [ "$short" = 1 ]; then set -- "$@" --short --repeats "${repeats:-3}"; elif [ -n "$repeats" ]; then set -- "$@" --repeats "$repeats"; fi
if [ "$publish" = 1 ]; then set -- "$@" --publish; fi
if [ "$peers" = 1 ]; then
  list=$environments/capture.tsv
  mkdir -p "$environments"
  : > "$list"
  for key in jax pytorch; do
    if environment "$key" "scripts/bench/requirements-$key.txt"; then printf '%s\t%s\n' "$key" "$python" >> "$list"
    else printf '%s\t-\tcould not be installed here: %s\n' "$key" "${why:-see $environments/$key.log}" >> "$list"; fi
  done
  set -- "$@" --peers "$list"
fi
.bin/benchcapture "$@"
