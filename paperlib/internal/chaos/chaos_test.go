package chaos

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// planted runs cases of a scenario on a shell script in the place of sgnlab, until one fails with the given words.
func planted(t *testing.T, s Scenario, script, until string, seeds ...uint64) (Count, string) {
	t.Helper()
	limits := Limits{Hang: 20 * time.Second, Quick: 20 * time.Second, Grace: time.Second, Memory: 200 << 20}
	if strings.Contains(until, "not done") {
		limits.Quick = 2 * time.Second
	}
	dir := t.TempDir()
	program := filepath.Join(dir, "sgnlab")
	if err := os.WriteFile(program, []byte("#!/bin/bash\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte("module planted\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "go.sum"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{"figures", "notebooks", "paperlib/sgn"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	var all Count
	var said bytes.Buffer
	for _, seed := range seeds {
		c := &Campaign{Program: program, Root: dir, Go: program, Folder: filepath.Join(dir, "campaign"), Seed: seed, Budget: time.Minute, Once: true, Out: &said, Scenarios: []Scenario{s},
			Limits: limits}
		count, err := c.Run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Close(); err != nil {
			t.Fatal(err)
		}
		all = Count{all.Passed + count.Passed, all.Failed + count.Failed, all.Skipped + count.Skipped}
		if until != "" && count.Failed > 0 && strings.Contains(said.String(), until) {
			break
		}
	}
	return all, said.String()
}

// named is the scenario of that name.
func named(t *testing.T, name string) Scenario {
	t.Helper()
	list, err := Choose(All(), []string{name})
	if err != nil || len(list) != 1 {
		t.Fatalf("%s: %v, %v", name, list, err)
	}
	return list[0]
}

var seeds = []uint64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}

// work is a job of a script: it leaves out.txt.
var work = job{name: "work", share: 1, args: []string{"work", "--out", "out.txt"}, results: in("", "out.txt"), rivals: []string{"--seed", "2"}, parts: true, kept: true, said: true, size: 40}

// sound is a script that does it well: it waits for others, and gives the file its name when it is whole.
const sound = `
exec 9> .lock; flock 9
rm -f *.tmp
trap 'echo "sgnlab: interrupted" >&2; exit 130' INT TERM
sleep 0.2
say=$(seq ${5:-1} 20000 2>&1 > out.tmp) || { echo "sgnlab: $say" >&2; exit 1; }
mv out.tmp out.txt
echo done`

func TestSoundProgramPasses(t *testing.T) {
	seeds := seeds[:4]
	for _, s := range []Scenario{work.killed(), work.damaged(), work.onSmallDisk(), work.together()} {
		if count, said := planted(t, s, sound, "", seeds...); count != (Count{Passed: len(seeds)}) {
			t.Errorf("%s: %v\n%s", s.Name, count, said)
		}
	}
	refuses := `echo "sgnlab: this is refused, for SGNLAB_BACKEND SGNLAB_OFFLINE SGNLAB_PROFILE SGNLAB_SEED" >&2; exit 2`
	for _, name := range []string{"flags", "full-stdout", "environment", "inputs", "overwrite"} {
		if count, said := planted(t, named(t, name), refuses, "", seeds...); count != (Count{Passed: len(seeds)}) {
			t.Errorf("%s: %v\n%s", name, count, said)
		}
	}
}

// TestFaultsAreFound plants one fault at a time; every one must make a case fail, for the reason that is planted.
func TestFaultsAreFound(t *testing.T) {
	refuse := `echo "sgnlab: this is refused" >&2; exit 2`
	for name, c := range map[string]struct {
		scenario     Scenario
		script, want string
	}{
		"other bytes after a kill": {work.killed(), `if [ -e begun ]; then seq 1 9 > out.txt; else touch begun; sleep 0.2; seq 1 20000 > out.txt; fi; echo done`, "not those of an undisturbed run"},
		"other words after a kill": {work.killed(), `if [ -e begun ]; then echo other; else touch begun; sleep 0.2; echo done; fi; seq 1 20000 > out.txt`, "says something else"},
		"fails after a kill":       {work.killed(), `if [ -e begun ]; then echo "sgnlab: locked for ever" >&2; exit 1; fi; touch begun; sleep 0.2; rm begun; seq 1 20000 > out.txt; echo done`, "locked for ever"},
		"a process stays":          {work.killed(), `setsid sleep 20 > /dev/null 2>&1 & sleep 0.2; seq 1 20000 > out.txt; echo done`, "processes were left behind"},
		"deaf to signals":          {work.killed(), `trap '' INT TERM; sleep 1.5; for i in 1 2 3 4 5 6 7 8 9 10; do sleep 0.3; done; seq 1 20000 > out.txt; echo done`, "it was not done 1s after the signal"},
		"another status after TERM": {work.killed(), `trap 'echo "sgnlab: stopped by a signal" >&2; exit 1' INT TERM; for i in 1 2 3 4 5; do sleep 0.1; done; seq 1 20000 > out.txt; echo done`,
			"130 is that of an interrupted command"},
		"rubbish in TMPDIR":             {work.killed(), `head -c 400000 /dev/zero > $TMPDIR/spill.$$; sleep 0.2; rm $TMPDIR/spill.$$; seq 1 20000 > out.txt; echo done`, "are left in TMPDIR"},
		"rubbish beside":                {work.killed(), `head -c 400000 /dev/zero > out.$$; sleep 0.2; rm out.$$; seq 1 20000 > out.txt; echo done`, "that an undisturbed run does not leave"},
		"believes damage":               {work.damaged(), `[ -e out.part ] || { seq 1 20000 > out.part; sleep 0.2; }; cp out.part out.txt; echo done`, "was damaged"},
		"never recovers":                {work.damaged(), `[ -e out.part ] && { echo "sgnlab: out.part is damaged" >&2; exit 1; }; [ -e ../begun ] && { echo "sgnlab: no more" >&2; exit 1; }; seq 1 20000 > out.part; touch ../begun; sleep 0.2; rm out.part ../begun; seq 1 20000 > out.txt; echo done`, "no more"},
		"full disk not seen":            {work.onSmallDisk(), `seq 1 20000 > out.txt 2> /dev/null; echo done`, "not those of an undisturbed run"},
		"full disk not said":            {work.onSmallDisk(), `seq 1 20000 > out.txt 2> /dev/null || { echo "sgnlab: an error has happened" >&2; exit 1; }; echo done`, "does not say that there is no room"},
		"full disk for ever":            {work.onSmallDisk(), `[ -e out.txt ] && { echo "sgnlab: out.txt is in the way" >&2; exit 1; }; say=$(seq 1 20000 2>&1 > out.txt) || { echo "sgnlab: $say" >&2; exit 1; }; echo done`, "room was made"},
		"two mix their files":           {work.together(), `for i in 1 2 3 4 5; do seq 1 4000 >> out.txt; sleep 0.05; done; echo done`, "not those of an undisturbed run"},
		"rivals mix":                    {work.together(), `for i in 1 2 3 4 5; do seq ${5:-1} 4000 > out.$i; sleep 0.05; done; cat out.[1-5] > out.txt; rm -f out.[1-5]; echo done`, "not those of an undisturbed run"},
		"one wins, the other says done": {work.together(), `mkdir lock 2> /dev/null || { while [ -e lock ]; do sleep 0.1; done; echo done; exit 0; }; sleep 0.5; seq ${5:-1} 20000 > out.txt; rmdir lock; echo done`, "not those of an undisturbed run"},
		"refused without name":          {work.together(), `mkdir lock 2> /dev/null || { echo "sgnlab: try again later" >&2; exit 1; }; sleep 0.3; seq 1 20000 > out.txt; rmdir lock; echo done`, "without the name"},

		"panic":                  {named(t, "flags"), `echo "panic: runtime error" >&2; exit 2`, "crashed"},
		"goroutines":             {named(t, "flags"), `echo "goroutine 1 [running]:" >&2; exit 2`, "crashed"},
		"traceback":              {named(t, "flags"), `echo "Traceback (most recent call last):" >&2; exit 1`, "crashed"},
		"hang":                   {named(t, "flags"), `sleep 100`, "not done after 2s"},
		"endless words":          {named(t, "flags"), `yes`, "wrote more than"},
		"memory":                 {named(t, "flags"), `x=$(head -c 400000000 /dev/zero | tr '\0' a); sleep 1`, "of memory"},
		"status 3":               {named(t, "flags"), `echo "sgnlab: something else" >&2; exit 3`, "exit status 3"},
		"dies":                   {named(t, "flags"), `kill -SEGV $$`, "signal segmentation fault ended it"},
		"no word":                {named(t, "flags"), `exit 1`, "without a word"},
		"escape on stdout":       {named(t, "flags"), `printf 'a\033[31mb\n'`, "control character on standard output"},
		"escape on stderr":       {named(t, "flags"), `printf 'sgnlab: a\033[31mb\n' >&2; exit 2`, "control character on standard error"},
		"bytes that are no text": {named(t, "flags"), `printf 'sgnlab: wrong: \377\n' >&2; exit 2`, "control character on standard error"},
		"a sentinel is deleted":  {named(t, "flags"), `rm -f ../beside/notes.txt`, `"notes.txt" is gone`},
		"a file beside is new":   {named(t, "flags"), `touch ../beside/new`, `"new" is new`},
		"the input is written":   {named(t, "inputs"), `echo 1 >> $(ls ../in/table.*)`, "differs"},
		"a device is replaced":   {named(t, "flags"), `rm ../in/null; touch ../in/null`, `"null" differs`},
		"JSON that is none":      {named(t, "inputs"), `echo '{"a":'`, "JSON is not valid"},
		"no page":                {named(t, "inputs"), `echo hello`, "no page"},
		"stdout is lost":         {named(t, "full-stdout"), `echo hello 2> /dev/null; exit 0`, "all it says is lost"},
		"nonsense is taken":      {named(t, "environment"), `echo fine`, "means nothing"},
		"nonsense is not named":  {named(t, "environment"), refuse, "does not name"},
		"overwrites":             {named(t, "overwrite"), `for a; do :; done; echo x > "$a"; exit 0`, "changed in in"},
		"takes what it must not": {named(t, "overwrite"), `exit 0`, "it should be refused"},

		"cleans too much": {named(t, "clean"), store + `case $1 in clean) rm -rf runs cache ;; esac`, "which the program did not write"},
		"plan believes":   {named(t, "store-plan"), store, "the plan says done"},
		"run believes":    {named(t, "store-run"), store, "not that of an undisturbed run"},
		"collect passes":  {named(t, "store-collect"), store + `case $1 in run) rm -rf runs; make ;; esac`, "not that of an undisturbed run"},
		"no checks":       {named(t, "names-store"), store + `case $1,$SGNLAB_RUNS in collect,*[[*\\$]*) exit 0 ;; collect,*) echo "check 13: fine" ;; esac`, "checks"},
		"clone fails":     {named(t, "names-clone"), `case $SGNLAB_ROOT in */plain) echo "check 10: fine" ;; esac; mkdir -p "$SGNLAB_ROOT/runs"; echo 1 > "$SGNLAB_ROOT/runs/a.csv"`, "checks"},
		"data race":       {named(t, "race-sgn"), `echo "WARNING: DATA RACE"; exit 1`, "a data race"},
		"tests fail":      {named(t, "race-sgn"), `echo "--- FAIL: TestX"; exit 1`, "TestX"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			count, said := planted(t, c.scenario, c.script, c.want, seeds...)
			if count.Failed == 0 || !strings.Contains(said, c.want) {
				t.Errorf("%v, and %q is not among the reasons:\n%s", count, c.want, shorten(said, 3000))
			}
			if count.Failed > 0 && (!strings.Contains(said, "scripts/chaos.sh --only "+c.scenario.Name+" --seed ") || !strings.Contains(said, "folder:")) {
				t.Errorf("a failure is printed without how to see it again:\n%s", shorten(said, 3000))
			}
		})
	}
}

// store is a script that keeps a store of two units, and believes what lies there.
const store = `
make() {
  for u in aaaa bbbb; do
    [ -e runs/nb13/$u ] && continue
    mkdir -p runs/nb13/$u
    echo "{\"unit\": \"$u\"}" > runs/nb13/$u/config.json
    seq 1 500 > runs/nb13/$u/result.json
  done
}
if [ -n "$SGNLAB_RUNS" ]; then mkdir -p "$SGNLAB_RUNS"; cd "$SGNLAB_RUNS/.."; fi
case $1 in
  run) make ;;
  plan) for u in aaaa bbbb; do printf '%s\tnb13\tdone\n' $u; done ;;
  collect) mkdir -p runs/out/smoke; cat runs/nb13/*/result.json 2> /dev/null > runs/out/smoke/table.csv ;;
esac
`

func TestCampaignCountsAndEnds(t *testing.T) {
	ok := Scenario{Name: "ok", Share: 1, Run: func(context.Context, *Case) error { time.Sleep(2 * time.Millisecond); return nil }}
	bad := Scenario{Name: "bad", Share: 1, Cases: 2, Run: func(_ context.Context, k *Case) error { return os.Remove(k.path("nowhere")) }}
	no := Scenario{Name: "no", Share: 1, Run: func(context.Context, *Case) error { return skipf("not here") }}
	long := Scenario{Name: "long", Share: 1, Budget: time.Hour, Run: ok.Run}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	c := &Campaign{Program: self, Folder: filepath.Join(t.TempDir(), "c"), Seed: 5, Budget: 300 * time.Millisecond, Out: &said, Scenarios: []Scenario{ok, bad, no, long}}
	count, err := c.Run(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if count.Passed < 5 || count.Failed != 2 || count.Skipped != 2 {
		t.Errorf("%v\n%s", count, said.String())
	}
	for _, want := range []string{"--only bad --seed 5\n", "--only bad --seed 6\n", "skip no: not here", "skip long: "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said.String())
		}
	}
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(c.Folder)
	if err != nil || len(left) != 2 {
		t.Errorf("of 2 failures the folders %v are left (%v)", left, err)
	}

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := (&Campaign{Program: self, Folder: t.TempDir(), Budget: time.Hour, Out: &said, Scenarios: []Scenario{ok}}).Run(ctx); err == nil {
		t.Error("an interrupted campaign says that all is well")
	}
}

func TestSameSeedSameCase(t *testing.T) {
	g := misuses()
	for seed := range 50 {
		if a, b := g.Example(seed), g.Example(seed); commandLine(a.env, a.command().args) != commandLine(b.env, b.command().args) || a.input != b.input {
			t.Errorf("seed %d gives two commands: %v and %v", seed, a, b)
		}
	}
}

func TestShellWords(t *testing.T) {
	for s, want := range map[string]string{"plain-1.5": "plain-1.5", "": "$''", "a b": "$'a b'", "it's": `$'it\'s'`, "\x1b[2]\n": `$'\x1b[2]\x0a'`} {
		if got := shellWord(s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
}

// Two drawings by different code are the same when all else is; another caption is another drawing.
func TestTreeLeavesTheCodeOut(t *testing.T) {
	drawing := func(caption, digit string) tree {
		dir := t.TempDir()
		text := "{\n  \"caption\": \"" + caption + "\",\n  \"code\": \"" + strings.Repeat(digit, 64) + "\",\n  \"seed\": 1\n}\n"
		if err := os.WriteFile(filepath.Join(dir, "fig.json"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		got, err := readTree(dir)
		if err != nil || len(got.files()) != 1 {
			t.Fatal(got, err)
		}
		return got
	}
	a := drawing("exits", "a")
	if d := a.differences(drawing("exits", "b")); len(d) > 0 {
		t.Errorf("another digest of the code: %v", d)
	}
	if d := a.differences(drawing("entries", "a")); len(d) != 1 {
		t.Errorf("another caption: %v", d)
	}
}
