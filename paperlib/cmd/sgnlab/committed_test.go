package main

import (
	"bytes"
	"encoding/base64"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/nb"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// committed is the clone with its published results; the test is skipped while there are none.
func committed(t *testing.T) (root string, results *lab.Store) {
	t.Helper()
	smoke(t)
	root, err := lab.Root()
	fail(t, err)
	dir, err := lab.PublishedDir()
	fail(t, err)
	for _, n := range run.Notebooks() {
		if !have(t, filepath.Join(dir, "index", n.Number+".json")) {
			t.Fatalf("nothing is published of notebook %s yet: figures/results/index/%s.json is missing", n.Number, n.Number)
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

// The commit that wrote a criterion is older than the results by it, and changes nothing but criteria. Results that are not
// committed yet have their criteria committed.
func TestCriteriaAreOlderThanTheirResults(t *testing.T) {
	root, results := committed(t)
	git := func(args ...string) (string, error) {
		out, err := exec.Command("git", append([]string{"-c", "safe.directory=*", "-C", root}, args...)...).Output()
		return strings.TrimSpace(string(out)), err
	}
	if shallow, err := git("rev-parse", "--is-shallow-repository"); err != nil || shallow != "false" {
		t.Skip("this is an archive or a shallow clone: its history does not tell")
	}
	looked := 0
	type first struct{ commit, day, changed string }
	rules := map[string]first{} // by blob: git walks the whole history for each
	for _, n := range run.Notebooks() {
		if n.Source.File == "" {
			continue
		}
		page, err := n.Load(results, lab.Full, t.TempDir(), publishedIndex(n))
		fail(t, err)
		for _, e := range page.Entries() {
			p, err := e.Provenance()
			fail(t, err)
			blob := p.Facts[lab.WrittenBlob]
			if _, known := rules[blob]; !known {
				var f first
				f.commit, f.day = lab.FirstCommit(root, blob)
				f.changed, _ = git("show", "--format=", "--name-only", f.commit)
				rules[blob] = f
			}
			rule := rules[blob].commit
			if blob == "" || rule == "" || rule == lab.Uncommitted || rules[blob].day != p.Facts[lab.WrittenDay] || rules[blob].changed == "" {
				t.Errorf("notebook %s, %s: its criteria are the blob %q of %q, which git has in %q of %q", n.Number, e, blob, p.Facts[lab.WrittenDay], rule, rules[blob].day)
				continue
			}
			for _, f := range strings.Fields(rules[blob].changed) {
				if base := filepath.Base(f); base != "criteria.go" && base != "rule.go" {
					t.Errorf("notebook %s: the commit %s that wrote its criteria changes %s too", n.Number, lab.Short(rule), f)
				}
			}
			rel, err := filepath.Rel(root, e.Dir)
			fail(t, err)
			published, err := git("log", "--reverse", "--format=%H", "--", rel)
			fail(t, err)
			if published, _, _ = strings.Cut(published, "\n"); published == "" {
				published = "HEAD"
			} else if published == rule {
				t.Errorf("notebook %s: the criteria were committed with the result %s", n.Number, e)
			}
			if _, err := git("merge-base", "--is-ancestor", rule, published); err != nil {
				t.Errorf("notebook %s: the result %s was committed before its criteria", n.Number, e)
			}
			looked++
		}
	}
	if looked == 0 {
		t.Error("no result names its criteria")
	}
}

// Every committed result is whole, and the committed drawings and tables are, byte by byte, those of the committed results
// under today's code. The JSON files name the code of their day; all else holds for amd64, since other processors fuse
// multiplications and additions and so round differently.
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
	out := t.TempDir()
	for _, n := range run.Notebooks() {
		page, err := n.Load(results, lab.Full, out, publishedIndex(n))
		fail(t, err)
		if page.Turned() {
			t.Errorf("notebook %s: its committed results were computed with other knobs than the published ones", n.Number)
		}
		_, err = draw(n, results, lab.Full, out, publishedIndex(n))
		fail(t, err)
	}
	now := map[string][]byte{}
	for path, b := range drawn(t, out) {
		now[filepath.Base(path)] = b
	}
	committed, err := filepath.Glob(filepath.Join(root, "figures", "*.*"))
	fail(t, err)
	for _, path := range committed {
		if name := filepath.Base(path); numbered.MatchString(name) && now[name] == nil {
			t.Errorf("figures/%s is committed, but nothing draws it any more: delete it", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		b := now[name]
		want, err := os.ReadFile(filepath.Join(root, "figures", name))
		if err == nil && runtime.GOARCH != "amd64" && !strings.HasPrefix(name, "table") && filepath.Ext(name) != ".csv" {
			continue
		}
		if filepath.Ext(name) == ".json" {
			b, want = withoutCode(t, name, b), withoutCode(t, name, want)
		}
		if err != nil || !bytes.Equal(b, want) {
			t.Errorf("figures/%s is not what its results give (%v): run scripts/reproduce.sh --full --publish", name, err)
		}
	}
}

// A committed notebook shows the drawing of its committed results, and no drawing is higher than a page.
func TestCommittedNotebooksShowTheCommittedFigures(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skipf("the committed drawings are for amd64, this is %s", runtime.GOARCH)
	}
	root, results := committed(t)
	for _, n := range run.Notebooks() {
		page, err := n.Load(results, lab.Full, t.TempDir(), publishedIndex(n))
		fail(t, err)
		var want []string
		for _, d := range page.Drawings() {
			f := d.Figure
			if f.Width != figure.PageWidth || f.Height > figure.PageHeight {
				t.Errorf("the figure of notebook %s is %.0f x %.0f mm; a page has %.0f x %.0f", n.Number, f.Width, f.Height, figure.PageWidth, figure.PageHeight)
			}
			png, err := figure.PNG(f, nb.DPI)
			fail(t, err)
			want = append(want, base64.StdEncoding.EncodeToString(png))
		}
		path, err := sourceNotebook(root, n)
		fail(t, err)
		var shown []string
		for _, c := range readBook(t, path).Cells {
			for _, o := range c.Outputs {
				if png, ok := o.Data["image/png"].(string); ok {
					shown = append(shown, png)
				}
			}
		}
		if !slices.Equal(shown, want) {
			t.Errorf("%s shows %d pictures that are not the %d of its committed results: run scripts/reproduce.sh --full --publish", filepath.Base(path), len(shown), len(want))
		}
	}
}

var codeLine = regexp.MustCompile(`(?m)^  "code": "[0-9a-f]+",\n`)

func withoutCode(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	if len(codeLine.FindAll(b, -1)) != 1 {
		t.Errorf("%s does not name the code that made it, once", name)
	}
	return codeLine.ReplaceAll(b, nil)
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
