# `bench.sh stable`; sourced by bench.sh.

out=${out:-$ROOT/runs/out/bench}
mkdir -p "$out" .bin
build() { # build PROGRAM VARIABLE...
  env GOWORK=off CGO_ENABLED=0 "${@:2}" go build -o ".bin/$1" ./paperlib/cmd/bench ||
    fail "the benchmark program could not be built; the compiler's words are above. Set-up may be stale: run scripts/setup.sh and try again."
}
level=''
say "building"
if [ "$(go env GOARCH)" = amd64 ]; then
  level=v3
  build bench-v3 GOAMD64=v3
  build bench-v1 GOAMD64=v1
else
  build bench
fi
ours=.bin/bench${level:+-v3}
"$ours" serve stable < /dev/null 2> "$out/.start" ||
  fail "the program built for GOAMD64=v3 does not run here ($(cat "$out/.start")). The benchmark needs a processor with AVX2 and FMA (x86-64-v3)."
rm -f "$out/.start"

set -- stable --out "$out"
if [ "$short" = 1 ]; then set -- "$@" --short; fi
if [ "$publish" = 1 ]; then set -- "$@" --publish; fi
if [ -n "$repeats" ]; then set -- "$@" --repeats "$repeats"; fi
if [ -n "$coordinates" ]; then set -- "$@" --coordinates "$coordinates"; fi
if [ -n "$level" ]; then set -- "$@" --v1 "$ROOT/.bin/bench-v1"; fi

# The last core that this process may use: the first one serves most interrupts.
pinned=''
if command -v taskset > /dev/null; then
  core=$(taskset -cp $$ | sed 's/.*[ ,-]//')
  set -- "$@" --core "$core"
  pinned="taskset -c $core"
else
  say "there is no taskset here: nothing is pinned to one core"
fi

# Go benchmarks of the same kernels, ten times each: what benchstat compares between two commits.
say "running the Go benchmarks"
benchtime=$([ "$short" = 1 ] && echo 20ms || echo 100ms)
env GOWORK=off CGO_ENABLED=0 ${level:+GOAMD64=v3} $pinned go test -run '^$' -bench . -count 10 -benchtime "$benchtime" -cpu 1 \
  ./paperlib/bench > "$out/bench-stable.txt" || fail "the Go benchmarks failed; see $out/bench-stable.txt"

# take ENVIRONMENT PEER...: set an environment up from its requirements files and note its peers, or why there are none.
take() {
  local name=$1 key state=0
  shift
  environment "$name" "scripts/bench/requirements-$name.txt" || state=1
  for key; do
    if [ "$state" = 0 ]; then printf '%s\t%s\t%s\t%s\n' "$key" "$python" "$here/bench/peers.py" "$key"
    else printf '%s\t-\tcould not be installed here: %s\n' "$key" "${why:-see $environments/$name.log}"; fi >> "$list"
  done
}
if [ "$peers" = 1 ]; then
  list=$environments/peers.tsv
  mkdir -p "$environments"
  : > "$list"
  take peers scipy pylevy stabpy
  take libstable libstable libstable-2d
  take jaxpeer levy-stable-jax
  if ! command -v cargo > /dev/null; then
    printf 'alpha-stable\t-\tneeds Rust, and there is no cargo here\n' >> "$list"
  elif cargo build --quiet --release --manifest-path scripts/bench/alpha_stable/Cargo.toml --target-dir "$environments/cargo" > "$environments/cargo.log" 2>&1 < /dev/null; then
    printf 'alpha-stable\t%s\n' "$environments/cargo/release/bench-alpha-stable" >> "$list"
  else
    printf 'alpha-stable\t-\tcould not be built here: %s\n' "$(reason "$environments/cargo.log")" >> "$list"
  fi
  grep -q "^scipy.[^-]" "$list" || fail "scipy could not be installed, and without it there is no comparison; see $environments/peers.log, or give --no-peers."
  set -- "$@" --peers "$environments"
fi
"$ours" "$@"
if [ "$publish" = 1 ]; then cp "$out/bench-stable.txt" figures/results/bench/stable-go.txt; fi
