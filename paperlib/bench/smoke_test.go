package bench

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// serveVariable makes this test binary an implementation instead, as cmd/bench is one.
const serveVariable = "SGNLAB_BENCH_TEST_SERVE"

func TestMain(m *testing.M) {
	if name := os.Getenv(serveVariable); name != "" {
		if err := Serve(name, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func program(key, name string) Program {
	return Program{Key: key, Argv: []string{os.Args[0]}, Env: []string{serveVariable + "=" + name}}
}

// Without package stable there is no comparison.
func TestRunEndsWithPackageStable(t *testing.T) {
	o := Options{Short: true, Repeats: 1, Core: -1, Log: io.Discard, Programs: []Program{{Key: v3, Argv: []string{"sh", "-c", "echo lost >&2; exit 3"}}},
		Reference: []string{write(t, "alpha,x,pdf,sf\n1.5,1,.2,.2\n")}}
	if _, err := Run(t.Context(), o); err == nil || !strings.Contains(err.Error(), "lost") {
		t.Errorf("error %v, want the last words of the program", err)
	}
}

// One repeat without peers gives everything that the issue asks of the output, and numbers that can be.
func TestRunWithoutPeers(t *testing.T) {
	if testing.Short() {
		t.Skip("builds tables and fits for seconds")
	}
	root, err := lab.Root()
	if err != nil {
		t.Fatal(err)
	}
	reference, err := References(root)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), Options{Short: true, Repeats: 1, Seed: 1, Core: -1, Reference: reference, Log: io.Discard,
		Coordinates: 150, Block: 100, Programs: []Program{program(v3, "stable"), program(v1, "stable"), program("gonum", "gonum"),
			{Key: "broken", Argv: []string{"sh", "-c", `read line; echo '{"name":"broken","can":["draw"]}'; exit 3`}}}})
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := r.Print(&out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	names := []string{"logpdf_ns", "sf_ns", "draw_ns", "fit_1e3_ms", "fit_1e4_ms", "fit_270k_s", "max_relerr", "logpdf_over_scipy", "fit_over_scipy"}
	for i, want := range names {
		name, value, _ := strings.Cut(lines[len(lines)-len(names)+i], "\t")
		v, err := strconv.ParseFloat(value, 64)
		if name != want || err != nil {
			t.Fatalf("last line %d is %q, not a number called %s", i, lines[len(lines)-len(names)+i], want)
		}
		if scipy := i >= 7; scipy != math.IsNaN(v) || v <= 0 {
			t.Errorf("%s = %v", name, v)
		}
	}
	if v := *r.Values[6].Value; v > 1e-12 {
		t.Errorf("the worst relative error of package stable is %v", v)
	}
	if r.Many.Coordinates != 150 || r.Many.Failed > 0 || !strings.HasPrefix(r.Many.Rule, "scaled") {
		t.Errorf("the fit of many coordinates: %+v", r.Many)
	}
	// True alphas are 1.2 to 1.95 and n = 1000: the standard error is at most 1.54/sqrt(1000) = .049.
	if m := r.find(v3, "fit_1e3"); m == nil || m.RMSE > 0.1 || m.Done != 64 {
		t.Errorf("the fits of 1000 draws: %+v", m)
	}
	if r.find("gonum", Draw) == nil || r.find("gonum", LogPDF) != nil {
		t.Error("gonum draws, and that alone")
	}
	if len(r.Implementations) != 3 || len(r.Absent) != 1 || r.Absent[0].Name != "broken" || !strings.Contains(out.String(), "not compared: broken: failed in this run") {
		t.Errorf("a peer that fails: %d took part, absent %v", len(r.Implementations), r.Absent)
	}

	dir := t.TempDir()
	if err := r.Save(dir); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "stable.json"))
	if err != nil {
		t.Fatal(err)
	}
	var back Result
	if err := json.Unmarshal(b, &back); err != nil || len(back.Measures) != len(r.Measures) {
		t.Fatalf("the JSON does not read back: %v", err)
	}
	host, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	if m := regexp.MustCompile(`"/[a-z]|/tmp/|` + regexp.QuoteMeta(root) + `|\b` + regexp.QuoteMeta(host) + `\b`).FindString(string(b)); m != "" {
		t.Errorf("the JSON names the machine or a path of it: %q", m)
	}
	for _, ext := range []string{"svg", "png", "csv"} {
		if info, err := os.Stat(filepath.Join(dir, figureName+"."+ext)); err != nil || info.Size() == 0 {
			t.Errorf("no figure as %s (%v)", ext, err)
		}
	}
}
