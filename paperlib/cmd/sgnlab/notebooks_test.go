package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/run"
)

// book is a notebook as far as these tests look at it.
type book struct {
	path  string
	Cells []struct {
		Type     string `json:"cell_type"`
		Source   lines  `json:"source"`
		Metadata map[string]any
		Outputs  []struct {
			Type string         `json:"output_type"`
			Name string         `json:"name"`
			Text lines          `json:"text"`
			Data map[string]any `json:"data"`
		} `json:"outputs"`
	} `json:"cells"`
	Metadata struct {
		Kernelspec struct {
			Name string `json:"name"`
		} `json:"kernelspec"`
	} `json:"metadata"`
}

// lines is a text that nbformat keeps whole or line by line.
type lines string

func (l *lines) UnmarshalJSON(b []byte) error {
	var list []string
	if json.Unmarshal(b, &list) == nil {
		*l = lines(strings.Join(list, ""))
		return nil
	}
	return json.Unmarshal(b, (*string)(l))
}

func readBook(t *testing.T, path string) book {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	v := book{path: path}
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return v
}

// code lists the sources of the code cells, markdown those of the rest joined.
func (b book) code() (list []string) {
	for _, c := range b.Cells {
		if c.Type == "code" {
			list = append(list, string(c.Source))
		}
	}
	return list
}

func (b book) markdown() string {
	var s strings.Builder
	for _, c := range b.Cells {
		if c.Type == "markdown" {
			s.WriteString(string(c.Source) + "\n")
		}
	}
	return s.String()
}

// with gives the one code cell that holds text.
func (b book) with(t *testing.T, text string) string {
	t.Helper()
	var found []string
	for _, c := range b.code() {
		if strings.Contains(c, text) {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%s has %d cells with %q, want one", filepath.Base(b.path), len(found), text)
	}
	return found[0]
}

// shown is all that a committed notebook shows, as text, and how many outputs are pictures or tables.
func (b book) shown() (text string, displays int) {
	var s strings.Builder
	for _, c := range b.Cells {
		for _, o := range c.Outputs {
			s.WriteString(string(o.Text))
			if o.Type == "display_data" || o.Type == "execute_result" {
				displays++
			}
			for kind, v := range o.Data {
				if !strings.HasPrefix(kind, "image/") {
					fmt.Fprintln(&s, v)
				}
			}
		}
	}
	return s.String(), displays
}

func everyBook(t *testing.T, f func(t *testing.T, b book)) {
	t.Helper()
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	found, err := filepath.Glob(filepath.Join(root, "notebooks", "*.ipynb"))
	if err != nil || len(found) != len(run.Notebooks()) {
		t.Fatalf("notebooks/ holds %d notebooks, the command knows %d (%v)", len(found), len(run.Notebooks()), err)
	}
	for _, path := range found {
		t.Run(filepath.Base(path), func(t *testing.T) { f(t, readBook(t, path)) })
	}
}

// The form that every notebook keeps, so that a reader who knows one knows all.
func TestNotebooksKeepTheirForm(t *testing.T) {
	everyBook(t, func(t *testing.T, b book) {
		if b.Metadata.Kernelspec.Name != "sgnlab" {
			t.Errorf("kernel %q, want sgnlab", b.Metadata.Kernelspec.Name)
		}
		if len(b.Cells) > 12 {
			t.Errorf("%d cells, at most 12", len(b.Cells))
		}
		count := 0
		for _, c := range b.code() {
			for _, l := range strings.Split(c, "\n") {
				if strings.TrimSpace(l) != "" {
					count++
				}
			}
			if strings.TrimSpace(c) == "" {
				t.Error("a code cell is empty")
			}
		}
		if count > 60 {
			t.Errorf("%d lines of Go, at most 60", count)
		}
		text := b.markdown()
		for _, want := range []string{"# ", "**How to read it.**", "**Try this.**"} {
			if n := strings.Count("\n"+text, "\n"+want); n != 1 {
				t.Errorf("%d paragraphs begin with %q, want one", n, want)
			}
		}
		for _, once := range []string{"var knobs = ", "pipeline.Open()", "nb.Check(", "nb.Stamp("} {
			b.with(t, once)
		}
		knobs := b.with(t, "var knobs = ")
		if b.code()[0] != knobs || !regexp.MustCompile(`(?m)^\s+\w+:.*, *// `).MatchString(knobs) {
			t.Errorf("the first code cell must be the knobs, each explained:\n%s", knobs)
		}
	})
}

// What is committed was executed to its end on this machine or none, and shows the results that are committed.
func TestCommittedOutputsAreThoseOfThePublishedResults(t *testing.T) {
	machine := regexp.MustCompile(`(^|[\s"'(=])/(home|root|tmp|Users|work|var|mnt)/\S+`)
	everyBook(t, func(t *testing.T, b book) {
		for i, c := range b.Cells {
			for _, o := range c.Outputs {
				if o.Type == "error" {
					t.Errorf("cell %d shows an error", i)
				}
			}
		}
		text, displays := b.shown()
		if m := machine.FindString(text); m != "" {
			t.Errorf("an output names a folder of some machine: %s", m)
		}
		root := filepath.Dir(filepath.Dir(b.path))
		nn := filepath.Base(b.path)[:2]
		stamps, err := filepath.Glob(filepath.Join(root, "figures", "*"+nn+"-*.json"))
		if err != nil {
			t.Fatal(err)
		}
		if len(stamps) == 0 {
			t.Fatalf("no figure or table of notebook %s is published", nn)
		}
		if displays == 0 {
			t.Fatalf("figures of notebook %s are published, but the committed notebook shows nothing: run scripts/reproduce.sh --full --publish", nn)
		}
		for _, f := range stamps {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			var stamp struct {
				Results []string `json:"results"`
				Profile string   `json:"profile"`
			}
			if err := json.Unmarshal(raw, &stamp); err != nil || len(stamp.Results) == 0 {
				t.Errorf("%s names no results (%v)", filepath.Base(f), err)
			}
			if stamp.Profile != string(lab.Full) {
				t.Errorf("%s was drawn under the %s profile", filepath.Base(f), stamp.Profile)
			}
			for _, id := range stamp.Results {
				if !strings.Contains(text, lab.Short(id)) {
					t.Errorf("%s is drawn from %s, which the committed notebook's stamp does not name", filepath.Base(f), lab.Short(id))
				}
			}
		}
	})
}

var fence = regexp.MustCompile("(?s)```go\n(.*?)```")

// tryThese are the cells that a notebook offers its reader.
func (b book) tryThese() (list []string) {
	for _, m := range fence.FindAllStringSubmatch(b.markdown(), -1) {
		list = append(list, m[1])
	}
	return list
}

// squaredError is a third cell, with a loss of the reader's own on a built-in network.
const squaredError = `import (
	"github.com/gomlx/gomlx/core/graph"
	"github.com/sgnlab/sgnlab/paperlib/models"
)

func squared(logits, labels *graph.Node) *graph.Node {
	p := graph.Softmax(logits, -1)
	return graph.ReduceSum(graph.Square(graph.Sub(p, graph.OneHot(labels, 10, p.DType()))), -1)
}

%%
ctx, stop := nb.Progress(context.Background())
defer stop()
l := nb.Must(pipeline.Open())
defer l.Close()
l.Custom = nb.Must(nb.CellDigest())
data := nb.Must(l.Data("digits"))
net := l.Train(models.Model{Name: "mlp, squared error", Logits: models.MLP, Loss: squared, Custom: true}, data)
noise := nb.Must(l.Capture(net, "trained", nb.Must(net.CaptureConfig(32))))
mine := parameter.Knobs{Data: "digits", Net: net.Model.Name, Snapshot: "trained", Batch: 32, Rank: 0.5}
nb.Fail(nb.Must(run.Compute(ctx, l, mine, run.Fit(noise, mine))).Save())
`

// A reader's network, noise and loss, as the notebook offers them, each run in the notebook's place for it: after the
// knobs and the declarations of the compute cell, before the figure. The figure names the reader's own, the check fails
// nothing, and the stamp names another result for each.
func TestTryThisCellsRun(t *testing.T) {
	root := setUp(t)
	b := readBook(t, filepath.Join(root, "notebooks", "01-sgn-of-single-parameters.ipynb"))
	own := append(b.tryThese(), squaredError)
	if len(own) != 3 {
		t.Fatalf("notebook 01 offers %d cells, want a network and a noise", len(own)-1)
	}
	imports, _, ok := strings.Cut(b.with(t, "pipeline.Open()"), "%%")
	if !ok {
		t.Fatal("the compute cell has no body")
	}
	runs, tmp := t.TempDir(), t.TempDir()
	stamps := map[string]bool{}
	for i, want := range []string{"tiny on digits", "Student t, 3 degrees on synthetic", "mlp, squared error on digits"} {
		dir := t.TempDir()
		in, done := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
		writeCells(t, in, strings.TrimPrefix(b.with(t, "var knobs = "), "%noautoget\n"), imports+"%%\n_ = fmt.Sprint(context.Background(), knobs, nb.DPI, models.Version, run.Fit, pipeline.Trained)",
			own[i], b.with(t, "nb.Show("), b.with(t, "nb.Check("), b.with(t, "nb.Stamp("))
		s := runIn(t, dir, []string{"SGNLAB_PROFILE=smoke", "SGNLAB_BACKEND=go", "SGNLAB_RUNS=" + runs, "SGNLAB_OFFLINE=1", "TMPDIR=" + tmp},
			filepath.Join(root, "scripts/execute_notebook.py"), in, done, "--timeout", "500")
		if s.status != 0 {
			t.Fatalf("%s: status %d\n%s%s", want, s.status, s.out, s.err)
		}
		text, displays := readBook(t, done).shown()
		if !strings.Contains(text, want) || displays < 3 {
			t.Errorf("%d outputs of the notebook do not name %q:\n%s", displays, want, text)
		}
		stamp := regexp.MustCompile(`results ([0-9a-f]{12});`).FindStringSubmatch(text)
		if stamp == nil || stamps[stamp[1]] {
			t.Errorf("%s: the stamp names no result of its own: %v", want, stamp)
			continue
		}
		stamps[stamp[1]] = true
	}
	// All three are keyed by the digest of their cell.
	s, err := lab.Open(runs)
	if err != nil {
		t.Fatal(err)
	}
	results, err := s.List("nb01")
	if err != nil || len(results) != 3 {
		t.Fatalf("%d results in the store (%v)", len(results), err)
	}
	for _, e := range results {
		c, err := e.Config()
		if err != nil || !regexp.MustCompile(`"custom":"[0-9a-f]{64}"`).Match(c) {
			t.Errorf("%s is not keyed by the reader's code (%v): %s", e, err, c)
		}
	}
}
