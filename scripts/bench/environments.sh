# The environments of the peers, below .venv-bench. Sourced by bench.sh.

environments=$ROOT/.venv-bench

# environment NAME FILE...: a virtual environment with what the requirements files pin, made once; its Python in $python.
# Returns 1 and leaves the last lines of the log in $why when it cannot be had.
environment() {
  local name=$1 dir=$environments/$1 want log=$environments/$1.log begun=$SECONDS file
  shift
  python=$dir/bin/python why=''
  want=$(.venv/bin/python scripts/digest.py "=$ROOT" "=$(.venv/bin/python -VV)" "$@")
  if [ "$(cat "$dir/sgnlab.stamp" 2> /dev/null)" = "$want" ] && "$python" -c '' 2> /dev/null; then return 0; fi
  say "setting up the environment $name"
  rm -rf "$dir"
  mkdir -p "$environments"
  if ! .venv/bin/python -m venv "$dir" > "$log" 2>&1; then why=$(reason "$log"); return 1; fi
  for file in "$@"; do
    if ! env PIP_USER=0 "$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes \
      --no-deps --only-binary :all: -r "$file" > "$log" 2>&1 < /dev/null; then
      why=$(reason "$log")
      rm -rf "$dir"
      return 1
    fi
  done
  printf '%s\n' "$want" > "$dir/sgnlab.stamp"
  say "the environment $name took $((SECONDS - begun)) s to set up; that is in no number"
}

# The first line of an error, for a table that may be published: without the clone's path.
reason() { grep -m 1 -i error "$1" | tr '\t' ' ' | sed "s#$ROOT#.#g" | cut -c 1-200 || true; }
