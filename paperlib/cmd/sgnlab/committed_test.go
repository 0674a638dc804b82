package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/studies/direction"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/studies/laws"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
	"github.com/sgnlab/sgnlab/paperlib/studies/networks"
	"github.com/sgnlab/sgnlab/paperlib/studies/parameter"
	"github.com/sgnlab/sgnlab/paperlib/studies/trapping"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// committed is the clone with its published results; the test is skipped while there are none.
func committed(t *testing.T) (root string, results *lab.Store) {
	t.Helper()
	smoke(t)
	root, err := lab.Root()
	fail(t, err)
	dir, err := lab.PublishedDir()
	fail(t, err)
	for _, n := range notebooks {
		if !have(t, filepath.Join(dir, "index", n.number+".json")) {
			t.Fatalf("nothing is published of notebook %s yet: figures/results/index/%s.json is missing", n.number, n.number)
		}
	}
	results, err = lab.Open("", dir)
	fail(t, err)
	return root, results
}

func TestReproduceFileIsCurrent(t *testing.T) {
	root, _ := committed(t)
	checkReproduceFile(t, root)
}

func checkReproduceFile(t *testing.T, root string) {
	t.Helper()
	var want bytes.Buffer
	fail(t, report.Reproduce(&want, filepath.Join(root, "figures", "results"), criteria()))
	got, err := os.ReadFile(filepath.Join(root, "REPRODUCE.md"))
	fail(t, err)
	if !bytes.Equal(got, want.Bytes()) {
		t.Error("REPRODUCE.md is not what figures/results gives: run scripts/reproduce.sh --full --publish, never edit it by hand")
	}
}

// Every committed result is whole, and the committed drawings are those of the committed results under today's code.
func TestCommittedFiguresAreThoseOfTheCommittedResults(t *testing.T) {
	root, results := committed(t)
	checkDrawings(t, root, results)
}

func checkDrawings(t *testing.T, root string, results *lab.Store) {
	t.Helper()
	entries, err := results.List("")
	fail(t, err)
	for _, e := range entries {
		if err := e.Verify(); err != nil {
			t.Error(err)
		}
	}
	compare := func(name string, want []byte) {
		t.Helper()
		got, err := os.ReadFile(filepath.Join(root, "figures", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("figures/%s is not what its results give (%v): run scripts/reproduce.sh --full --publish", name, err)
		}
	}
	drawing := func(name string, f figure.Figure, stamp figure.Stamp) {
		t.Helper()
		csv, err := f.CSV()
		fail(t, err)
		compare(name+".csv", csv)
		// The stamped SVG differs from an unstamped one in the stamp alone, which names the code of its day.
		stamp.Code = stampedCode(t, filepath.Join(root, "figures", name+".json"))
		dir := t.TempDir()
		fail(t, figure.Save(dir, name, f, stamp))
		svg, err := os.ReadFile(filepath.Join(dir, name+".svg"))
		fail(t, err)
		compare(name+".svg", svg)
	}
	tables := func(out string) {
		t.Helper()
		list, err := filepath.Glob(filepath.Join(out, "tables", "*.csv"))
		if err != nil || len(list) == 0 {
			t.Fatalf("no table was made (%v)", err)
		}
		for _, path := range list {
			b, err := os.ReadFile(path)
			fail(t, err)
			compare(filepath.Base(path), b)
		}
	}

	var i parameter.Index
	fail(t, publishedIndex(notebooks[0])(&i))
	p, err := parameter.Load(results, lab.Full, i)
	fail(t, err)
	if p.KnobTurned {
		t.Errorf("the committed figure has the knobs %+v, the published ones are %+v", i.Knobs, parameter.Published)
	}
	f, err := p.Draw()
	fail(t, err)
	drawing(parameter.Name, f, p.Stamp)

	var j laws.Index
	fail(t, publishedIndex(notebooks[1])(&j))
	q, err := laws.Load(results, lab.Full, j)
	fail(t, err)
	q.Out = t.TempDir()
	fail(t, q.Save())
	tables(q.Out)

	var k estimators.Index
	fail(t, publishedIndex(notebooks[2])(&k))
	r, err := estimators.Load(results, lab.Full, k)
	fail(t, err)
	if r.KnobTurned {
		t.Errorf("the committed figure has the knobs %+v, the published ones are %+v", k.Knobs, estimators.Published)
	}
	f, err = r.Draw()
	fail(t, err)
	drawing(estimators.Name, f, r.Stamp)
	r.Out = t.TempDir()
	fail(t, r.Save())
	tables(r.Out)

	var m networks.Index
	fail(t, publishedIndex(notebooks[3])(&m))
	u, err := networks.Load(results, lab.Full, m)
	fail(t, err)
	f, err = u.Draw()
	fail(t, err)
	drawing(networks.Name, f, u.Stamp)
	u.Out = t.TempDir()
	fail(t, figure.SaveTable(filepath.Join(u.Out, "tables"), networks.TableName, u.Table(), u.Stamp))
	tables(u.Out)

	checkSimulated(t, escape.Study, results, drawing, tables)
	checkSimulated(t, trapping.Study, results, drawing, tables)
	checkSimulated(t, minimum.Study, results, drawing, tables)
	checkSimulated(t, direction.Study, results, drawing, tables)
}

// checkSimulated is checkDrawings for a notebook of simulated equations.
func checkSimulated[K comparable](t *testing.T, s *simulated.Study[K], results *lab.Store, drawing func(string, figure.Figure, figure.Stamp), tables func(string)) {
	t.Helper()
	var i simulated.Index[K]
	fail(t, publishedIndex(notebook{number: s.Notebook})(&i))
	p, err := s.Load(results, lab.Full, i)
	fail(t, err)
	if p.KnobTurned {
		t.Errorf("the committed figure has the knobs %+v, the published ones are %+v", i.Knobs, s.Published)
	}
	f, err := p.Draw()
	fail(t, err)
	drawing(s.Figure, f, p.Stamp)
	p.Out = t.TempDir()
	fail(t, p.Save())
	tables(p.Out)
}

var codeLine = regexp.MustCompile(`"code":\s*"([0-9a-f]+)"`)

func stampedCode(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	fail(t, err)
	m := codeLine.FindSubmatch(b)
	if m == nil {
		t.Fatalf("%s names no code", file)
	}
	return string(m[1])
}

var (
	scriptCall = regexp.MustCompile("(?:^|[\\s`(])(python )?((?:\\.bin/)?sgnlab|(?:\\./)?scripts/[a-z_]+\\.(?:sh|py))((?: +[A-Za-z0-9=,._-]+)*)")
	optionName = regexp.MustCompile(`^--[a-z-]+`)
)

// Every command that the README tells a reader exists, with every option and subcommand named there.
func TestReadmeCommandsExist(t *testing.T) {
	root, err := lab.Root()
	fail(t, err)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if os.IsNotExist(err) {
		t.Fatal("there is no README.md")
	}
	fail(t, err)
	called := map[string]bool{}
	for _, line := range codeIn(string(readme)) {
		for _, m := range scriptCall.FindAllStringSubmatch(line, -1) {
			program, words := strings.TrimPrefix(m[2], "./"), strings.Fields(m[3])
			called[program] = true
			if m[1] != "" { // for the reader's own Python, whose packages the clone does not have
				if _, err := os.Stat(filepath.Join(root, program)); err != nil {
					t.Errorf("README.md: %v", err)
				}
				continue
			}
			help := ""
			if strings.HasSuffix(program, "sgnlab") {
				if len(words) == 0 || strings.HasPrefix(words[0], "-") {
					continue
				}
				first := slices.IndexFunc(words, optionName.MatchString)
				if first < 0 {
					first = len(words)
				}
				s := sgnlab(t, "", append(slices.Clone(words[:first]), "--help")...)
				if help = s.out; s.status != 0 {
					t.Errorf("README.md: %q: there is no command %q", strings.TrimSpace(m[0]), words[0])
					continue
				}
			} else {
				out, err := exec.Command(filepath.Join(root, program), "--help").CombinedOutput()
				if err != nil && slices.ContainsFunc(words, optionName.MatchString) {
					t.Errorf("README.md: %q: %s --help: %v\n%s", strings.TrimSpace(m[0]), program, err, out)
					continue
				}
				help = string(out)
				if info, err := os.Stat(filepath.Join(root, program)); err != nil || info.Mode()&0o111 == 0 {
					t.Errorf("README.md: %s cannot be run: %v", program, err)
				}
			}
			for _, w := range words {
				if option := optionName.FindString(w); option != "" && !strings.Contains(help, option) {
					t.Errorf("README.md: %q: the help of %s does not know %s", strings.TrimSpace(m[0]), program, option)
				}
			}
		}
	}
	for _, want := range []string{"scripts/reproduce.sh", "scripts/lab.sh"} {
		if !called[want] {
			t.Errorf("README.md does not tell the command %s", want)
		}
	}
}

// codeIn lists what a Markdown text sets as code: fenced lines and inline spans.
func codeIn(text string) (list []string) {
	span := regexp.MustCompile("`([^`]+)`")
	fenced := false
	for _, l := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(l), "```") {
			fenced = !fenced
			continue
		}
		if fenced {
			code, _, _ := strings.Cut(l, " #")
			list = append(list, code)
			continue
		}
		for _, m := range span.FindAllStringSubmatch(l, -1) {
			list = append(list, m[1])
		}
	}
	return list
}

// The scripts that the README shows are those under scripts/, which scripts/bench.sh readme runs, in 30 lines each.
func TestReadmeShowsTheScripts(t *testing.T) {
	root, err := lab.Root()
	fail(t, err)
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	fail(t, err)
	for _, name := range []string{"record_pytorch.py", "record_jax.py"} {
		script, err := os.ReadFile(filepath.Join(root, "scripts", name))
		fail(t, err)
		if n := strings.Count(string(script), "\n"); n > 30 {
			t.Errorf("%s has %d lines, more than 30", name, n)
		}
		if !strings.Contains(string(readme), "```python\n"+string(script)+"```") {
			t.Errorf("README.md does not show scripts/%s as it is: copy it there", name)
		}
	}
}
