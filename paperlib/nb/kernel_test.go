package nb_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// setUp returns the clone's folder; scripts/test.sh sets the clone up and asks
// for these tests, elsewhere they need scripts/setup.sh first.
func setUp(t *testing.T) string {
	t.Helper()
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(root, ".jupyter/kernels/sgnlab/kernel.json")); err != nil {
		if os.Getenv("SGNLAB_REQUIRE_SETUP") != "" {
			t.Fatal("this clone is not set up: run scripts/setup.sh")
		}
		t.Skip("this clone is not set up: run scripts/setup.sh")
	}
	return root
}

// execute runs cells in a new kernel and returns the executed notebook's bytes.
func execute(t *testing.T, root string, cells ...string) []byte {
	t.Helper()
	type cell struct {
		Type     string         `json:"cell_type"`
		ID       string         `json:"id"`
		Metadata map[string]any `json:"metadata"`
		Outputs  []any          `json:"outputs"`
		Count    *int           `json:"execution_count"`
		Source   string         `json:"source"`
	}
	nb := struct {
		Cells    []cell         `json:"cells"`
		Metadata map[string]any `json:"metadata"`
		Format   int            `json:"nbformat"`
		Minor    int            `json:"nbformat_minor"`
	}{Format: 4, Minor: 5, Metadata: map[string]any{}}
	for i, c := range cells {
		nb.Cells = append(nb.Cells, cell{"code", fmt.Sprintf("c%d", i), map[string]any{}, []any{}, nil, c})
	}
	b, err := json.Marshal(nb)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	in, done := filepath.Join(dir, "in.ipynb"), filepath.Join(dir, "out.ipynb")
	if err := os.WriteFile(in, b, 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(root, "scripts/execute_notebook.py"), in, done, "--timeout", "120")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	if b, err = os.ReadFile(done); err != nil {
		t.Fatal(err)
	}
	return b
}

const head = `%%noautoget
import (
	"fmt"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/nb"
	%s
)
func Loss(x float64) float64 { return %s }
`

const digestCell = `%%
fmt.Println(Loss(3), "digest", nb.Must(nb.CellDigest()))`

const figureCell = `%%
f := figure.Figure{Width: 40, Height: 30, Caption: "A line for the test.", Alt: "One rising line.", Places: []figure.Place{
	{X: 1, Y: 1, W: 38, H: 28, Part: figure.Letter(0)}}}
nb.Show(f)
nb.Check(false, lab.Check{Name: "one", Expected: 1, Observed: 1, Tolerance: 0, Origin: "arithmetic"})`

var digestLine = regexp.MustCompile(`digest ([0-9a-f]{64})`)

func digestIn(t *testing.T, nb []byte) string {
	t.Helper()
	m := digestLine.FindSubmatch(nb)
	if m == nil {
		t.Fatalf("no digest in\n%s", nb)
	}
	return string(m[1])
}

func TestSameCellsGiveSameBytesAndDigestInTwoKernels(t *testing.T) {
	root := setUp(t)
	for _, c := range []struct{ name, extra string }{
		{"pure Go", ""},
		{"GoMLX, with cgo where set-up found a C compiler", `"github.com/sgnlab/sgnlab/paperlib/training"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			use := ""
			if c.extra != "" {
				use = "\n_ = training.Version"
			}
			run := func(body string) []byte {
				return execute(t, root, fmt.Sprintf(head, c.extra, body), digestCell+use, figureCell)
			}
			first, second := run("x*x"), run("x*x")
			if !bytes.Equal(first, second) {
				t.Errorf("two executions differ: %s and %s", first, second)
			}
			digestIn(t, first)
			if c.extra != "" {
				return
			}
			if changed := run("x*x*x"); digestIn(t, changed) == digestIn(t, first) {
				t.Error("the digest did not change with a function of the cell")
			}
			checkFigure(t, first)
		})
	}
}

// checkFigure looks for the figure, its alt text and its caption in the outputs.
func checkFigure(t *testing.T, b []byte) {
	t.Helper()
	var nb struct {
		Cells []struct {
			Outputs []struct {
				Data     map[string]any
				Metadata map[string]any
			}
		}
	}
	if err := json.Unmarshal(b, &nb); err != nil {
		t.Fatal(err)
	}
	outputs := nb.Cells[len(nb.Cells)-1].Outputs
	if len(outputs) != 3 {
		t.Fatalf("%d outputs, want figure, caption and check table", len(outputs))
	}
	coded, _ := outputs[0].Data["image/png"].(string)
	raw, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(coded, "\n", ""))
	if err != nil {
		t.Fatal(err)
	}
	picture, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		t.Fatalf("the figure is not a PNG: %v", err)
	}
	if got, want := picture.Bounds().Dx(), 315; got < want-1 || got > want+1 { // 40 mm at 200 dots per inch
		t.Errorf("figure %d pixels wide, want %d", got, want)
	}
	if alt, _ := outputs[0].Metadata["image/png"].(map[string]any); alt["alt"] != "One rising line." {
		t.Errorf("alt attribute %v", outputs[0].Metadata)
	}
}
