# `bench.sh readme`; sourced by bench.sh.

# Each script of the README records a file, which `sgnlab analyze` must read and judge.
mkdir -p "$environments"
scratch=$(mktemp -d "$environments/readme.XXXXXX") # where `sgnlab clean` finds it if this is killed
trap 'rm -rf "$scratch"' EXIT
record() { # record NAME
  local name=$1 begun=$SECONDS lines
  if [ -n "$only" ] && [ "$only" != "$name" ]; then return 0; fi
  if [ "$name" = pytorch ]; then say "PyTorch comes with CUDA on Linux: 5 GB of disk, a minute or more when new"; fi
  environment "$name" "scripts/bench/requirements-$name.txt" ||
    fail "the environment for the script 'From ${name}' could not be installed (${why:-see $environments/$name.log}); it needs Python 3.11 or newer and the package index."
  lines=$(wc -l < "scripts/record_$name.py")
  [ "$lines" -le 30 ] || fail "scripts/record_$name.py has $lines lines; the README promises 30 at most."
  (cd "$scratch" && "$python" "$ROOT/scripts/record_$name.py" "$name.npy") > "$scratch/$name.log" 2>&1 ||
    { tail -n 12 "$scratch/$name.log" >&2; fail "scripts/record_$name.py failed; its last lines are above."; }
  .bin/sgnlab analyze --json "$scratch/$name.npy" > "$scratch/$name.json" ||
    fail "sgnlab analyze could not read what scripts/record_$name.py recorded; its words are above."
  "$python" - "$scratch/$name.json" <<'PY' || fail "sgnlab analyze --json did not give the object that its help promises for scripts/record_$name.py."
import json, sys
r = json.load(open(sys.argv[1]))
assert r["coordinates"] >= 1 and r["draws"] >= 100, (r["coordinates"], r["draws"])
assert set(r["best"]) >= {"gaussian", "laplace", "student_t", "ggd", "stable"}, r["best"]
assert {"tested", "rejected"} <= set(r["sum_stability"]), r["sum_stability"]
assert r["verdict"] in ("gaussian", "stable", "heavy-tailed-not-stable", "light-tailed", "mixed", "undecided"), r["verdict"]
print(f'{r["coordinates"]} coordinates x {r["draws"]} draws, verdict {r["verdict"]}')
PY
  say "From $name: recorded and analysed in $((SECONDS - begun)) s"
}
record pytorch
record jax
