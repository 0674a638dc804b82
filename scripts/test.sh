#!/usr/bin/env bash
# Sets up what the tests need and runs every one; the last line counts them.
set -euo pipefail
unset CDPATH
usage() {
  cat <<'TEXT'
usage: scripts/test.sh [--help]

Sets the clone up and runs every check: gofmt, vet, staticcheck, the Go tests,
the build without cgo, all notebooks in the smoke profile, and two minutes of
scripts/chaos.sh. About 12 minutes on 2 cores. The last line counts what was
really run; the exit status is 0 only when nothing failed.
TEXT
}
case ${1:-} in
  '') ;;
  --help | -h) usage; exit 0 ;;
  *) printf "test.sh: unknown option '%s'. The only option is --help; nothing was run.\n" "$1" >&2; exit 2 ;;
esac

# Before anything is counted: scripts/env.sh refuses it, too.
case ${SGNLAB_OFFLINE:-} in
  '' | 0 | 1) ;;
  *) printf "test.sh: SGNLAB_OFFLINE is '%s'; set it to 1 to forbid the network, to 0 to allow it, or unset it. Nothing was run.\n" "$SGNLAB_OFFLINE" >&2; exit 2 ;;
esac
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd -P)
passed=0 failed=0 skipped=0
stage() { printf '\n== %s\n' "$*"; }
check() { # check NAME COMMAND...: one counted check
  local name=$1 begun=$SECONDS
  shift
  if "$@"; then
    passed=$((passed + 1)) && printf 'pass %s (%d s)\n' "$name" $((SECONDS - begun))
  else
    failed=$((failed + 1)) && printf 'FAIL %s (%d s)\n' "$name" $((SECONDS - begun))
  fi
}
finish() {
  rm -rf "$scratch"
  if [ "$skipped" -gt 0 ]; then printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  else printf '%d passed, %d failed\n' "$passed" "$failed"; fi
  [ "$failed" = 0 ] || exit 1
  exit 0
}
scratch=$(mktemp -d "${TMPDIR:-/tmp}/sgnlab-test.XXXXXX")

tree=''
if git -C "$here/.." status --porcelain > "$scratch/tree" 2> /dev/null; then tree=known; fi

stage set-up
check setup.sh "$here/setup.sh"
if [ "$failed" -gt 0 ]; then finish; fi
. "$here/env.sh"
cd -- "$ROOT"
export SGNLAB_REQUIRE_SETUP=1

formatted() { local bad; bad=$(gofmt -l paperlib) && [ -z "$bad" ] || { printf 'not formatted:\n%s\n' "$bad"; return 1; }; }
shell_syntax() { local f; for f in scripts/*.sh .ci/run; do bash -n "$f" || return 1; done; }

stage "form"
check gofmt formatted
check "shell syntax" shell_syntax
check "go vet" go vet ./...
check staticcheck "$ROOT/.bin/staticcheck" ./...

stage "the build without cgo"
check "all rooms build" env CGO_ENABLED=0 GOFLAGS="$GOFLAGS -tags=noxla" go build ./...
check "vet" env CGO_ENABLED=0 GOFLAGS="$GOFLAGS -tags=noxla" go vet ./...

stage "Go tests"
go test -json -count=1 -timeout 20m ./... < /dev/null 2>&1 | "$ROOT/.venv/bin/python" "$here/count_tests.py" "$scratch/tally" || true
if read -r p f s < "$scratch/tally"; then
  passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
else
  failed=$((failed + 1))
  echo 'FAIL the Go tests could not be counted'
fi

# Two minutes of kills, damage and misuse beside the notebooks: the same cases every time; scripts/chaos.sh alone goes on
# to others.
"$here/chaos.sh" --minutes 2 --seed 1 < /dev/null > "$scratch/chaos" 2>&1 &
campaign=$!
trap 'kill "$campaign" 2> /dev/null || true' EXIT # it is not interrupted with this script

stage "notebooks, smoke profile"
# A run store of its own: nothing loaded, nothing left behind. Two at a time, since a notebook mostly waits for one compiler
# or one program; the longest first.
backend=go
for plugin in "$ROOT"/.venv/lib/python3*/site-packages/xla_plugins/xla_cpu_pjrt/xla_cpu_pjrt.so; do
  if [ "$CGO_ENABLED" = 1 ] && [ -f "$plugin" ]; then backend=xla; fi
done
books=''
if [ "$backend" = xla ]; then books='go 01'; fi
for book in notebooks/[0-9][0-9]-*.ipynb; do
  book=${book#notebooks/}
  books="$books
$backend ${book%%-*}"
done
export SGNLAB="$ROOT/.bin/sgnlab" SCRATCH="$scratch"
notebook='begun=$SECONDS
if SGNLAB_BACKEND=$1 SGNLAB_RUNS=$SCRATCH/runs-$1 "$SGNLAB" reproduce --profile smoke --only "$2" > "$SCRATCH/book-$1-$2" 2>&1; then state=pass; else state=FAIL; fi
cat "$SCRATCH/book-$1-$2"
printf "%s notebook %s on the %s backend (%d s)\n" $state "$2" "$1" $((SECONDS - begun)) | tee "$SCRATCH/done-$1-$2"'
printf '%s\n' "$books" | xargs -L 1 -P 2 bash -c "$notebook" notebook || true
while read -r with number; do
  [ -n "$with" ] || continue
  if grep -q '^pass ' "$scratch/done-$with-$number" 2> /dev/null; then passed=$((passed + 1)); else failed=$((failed + 1)); fi
done <<< "$books"

stage "kills, damage and misuse"
wait "$campaign" || true
cat "$scratch/chaos"
if [[ $(tail -n 1 "$scratch/chaos") =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed(,\ ([0-9]+)\ skipped)?$ ]]; then
  passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + ${BASH_REMATCH[4]:-0}))
else
  failed=$((failed + 1))
  echo 'FAIL the campaign could not be counted'
fi

if [ -n "$tree" ]; then
  unchanged() { git status --porcelain | diff "$scratch/tree" -; }
  check "the tests leave git as it was" unchanged
fi
finish
