package bench

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ref.csv")
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestReadReference(t *testing.T) {
	p, err := readReference([]string{write(t, "alpha,beta,x,pdf,sf\n1.5,0,2,0.25,0.125\n1.5,0.5,2,0.3,0.1\n"), write(t, "# made by hand\nx,alpha,sf,logpdf\n3,1.2,1e-5,-7\n")})
	if err != nil {
		t.Fatal(err)
	}
	want := []point{{1.5, 2, math.Log(0.25), 0.125}, {1.2, 3, -7, 1e-5}} // the skewed row is left out
	if len(p) != 2 || p[0] != want[0] || p[1] != want[1] {
		t.Errorf("%v, want %v", p, want)
	}
	for text, says := range map[string]string{
		"alpha,x,pdf,sf\n":             "cannot be read",
		"alpha,x,sf\n1,2,3\n":          "pdf or logpdf are needed",
		"alpha,x,pdf,sf\n1,2,few,.1\n": "row 2",
	} {
		if _, err := readReference([]string{write(t, text)}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want an error with %q", text, err, says)
		}
	}
}

func TestRelativeError(t *testing.T) {
	want := point{logPDF: -20, sf: 1e-9}
	for _, c := range []struct {
		what       string
		v, err, by float64
	}{
		{LogPDF, -20, 0, 0}, {LogPDF, -20 + 1e-6, 1e-6, 1e-11}, {LogPDF, math.Inf(-1), 1, 0}, {LogPDFOne, -20 - math.Ln2, 0.5, 1e-15},
		{SF, 1.5e-9, 0.5, 1e-15}, {SF, 0, 1, 0}, {SFOne, -1e-9, 2, 1e-15},
	} {
		if e := relativeError(c.what, c.v, want); math.Abs(e-c.err) > c.by {
			t.Errorf("%s %v: relative error %v, want %v", c.what, c.v, e, c.err)
		}
	}
}

// What a program does wrong is an error that names it, with its last words.
func TestPeerErrors(t *testing.T) {
	for script, says := range map[string]string{
		`echo oh dear >&2; exit 3`:                    "oh dear",
		`read line; echo nonsense`:                    "not a line of JSON",
		`read line; echo '{"error":"no such law"}'`:   "no such law",
		`read line; echo '{}'; exec 1>&-; sleep 0.01`: "ended at values",
	} {
		p, err := Start(t.Context(), "odd", []string{"sh", "-c", script}, nil)
		if err == nil {
			_, err = p.Call(Request{Op: "values"})
			p.Close()
		}
		if err == nil || !strings.Contains(err.Error(), says) || !strings.HasPrefix(err.Error(), "odd") {
			t.Errorf("%s: %v, want an error with %q", script, err, says)
		}
	}
	if _, err := Start(t.Context(), "none", []string{filepath.Join(t.TempDir(), "none")}, nil); err == nil || !strings.Contains(err.Error(), "cannot be started") {
		t.Errorf("a program that is not there: %v", err)
	}
}

// A request that an implementation cannot answer is an error, not a number.
func TestServeRefuses(t *testing.T) {
	p, err := Start(t.Context(), "gonum", program("", "gonum").Argv, program("", "gonum").Env)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for _, q := range []Request{
		{Op: "values", What: LogPDF, Alpha: 1.5, X: []float64{1}}, {Op: "time", What: Fit, Key: "none", Count: 1}, {Op: "many"}, {Op: "dance"},
		{Op: "time", What: SF, Key: "none", Points: 8, Loops: 1}, {Op: "load", Key: "x", File: write(t, "short"), Rows: 2, Columns: 2},
	} {
		if _, err := p.Call(q); err == nil {
			t.Errorf("%+v was answered", q)
		}
	}
	if r, err := p.Call(Request{Op: "time", What: Draw, Alpha: 1.5, Points: 8, Loops: 2}); err != nil || r.Done != 16 || r.Seconds <= 0 {
		t.Errorf("draws: %+v, %v", r, err)
	}
}

// A slow task takes part in as many repeats as its budget allows, spread over all of them.
func TestPlanSpreadsRepeats(t *testing.T) {
	l := plan{budget: budget{repeats: 10, total: 1}}
	for cost, want := range map[float64]int{1e-6: 10, 0.25: 4, 7: 1} {
		x := &task{}
		l.add(x, cost)
		due := 0
		for r := range l.repeats {
			if (r+1)*x.every/l.repeats != r*x.every/l.repeats {
				due++
			}
		}
		if x.every != want || due != want {
			t.Errorf("cost %v: planned %d times, due %d times, want %d", cost, x.every, due, want)
		}
	}
}
