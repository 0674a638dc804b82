package tails

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// nullJob is one simulated null: rows for some statistics at one (alpha, n).
type nullJob struct {
	statistics []string
	alpha      float64
	n, reps    int
	simulate   func(alpha float64, n int) (func(x []float64) ([]float64, error), error)
}

// TestMakeNulls writes the files under nulltable: SGNLAB_UPDATE=nulls go test -run TestMakeNulls -timeout 0. Each job has
// its own random stream, so rows can be made in any order and in several runs: jobs whose rows are in the file are
// skipped, a run ends after SGNLAB_MINUTES (default 600), and SGNLAB_NULLS names the one file to work on. Delete a row to
// make it anew. All of them take about 35 minutes of one core. Without SGNLAB_UPDATE the test checks that every job has
// its rows and every row its job.
func TestMakeNulls(t *testing.T) {
	until := time.Now().Add(600 * time.Minute)
	if s := os.Getenv("SGNLAB_MINUTES"); s != "" {
		m, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		until = time.Now().Add(time.Duration(m * float64(time.Minute)))
	}
	for _, f := range nullFiles() {
		if only := os.Getenv("SGNLAB_NULLS"); only != "" && only != f.name {
			continue
		}
		rows := readNullRows(t, f.name)
		known := map[string]bool{}
		for _, j := range f.jobs {
			missing := false
			for _, s := range j.statistics {
				known[j.key(s)] = true
				missing = missing || rows[j.key(s)] == ""
			}
			switch {
			case missing && os.Getenv("SGNLAB_UPDATE") != "nulls":
				t.Errorf("%s has no rows for %s", f.name, j.key(j.statistics[0]))
			case missing && time.Now().Before(until):
				start := time.Now()
				for s, row := range j.run(t, f.level) {
					rows[s] = row
				}
				writeNullRows(t, f, rows)
				t.Logf("%s: %.1f s", j.key(j.statistics[0]), time.Since(start).Seconds())
			}
		}
		if os.Getenv("SGNLAB_UPDATE") == "nulls" {
			writeNullRows(t, f, rows) // the order of jobs may have changed
		}
		for key := range rows {
			if !known[key] {
				t.Errorf("%s has rows for %s, which no job makes", f.name, key)
			}
		}
	}
}

func (j nullJob) key(statistic string) string {
	return fmt.Sprintf("%s,%g,%d,%d", statistic, j.alpha, j.n, j.reps)
}

// run simulates the job and returns its rows by key.
func (j nullJob) run(t *testing.T, level []float64) map[string]string {
	t.Helper()
	statistic, err := j.simulate(j.alpha, j.n)
	if err != nil {
		t.Fatal(err)
	}
	sampler, err := stable.NewSampler(j.alpha)
	if err != nil {
		t.Fatal(err)
	}
	src := rng.Stream(1, "tails", "null", j.statistics[0], fmt.Sprint(j.alpha), strconv.Itoa(j.n))
	values := make([][]float64, len(j.statistics))
	x := make([]float64, j.n)
	for len(values[0]) < j.reps {
		sampler.Fill(x, src)
		v, err := statistic(x)
		if err != nil {
			t.Fatalf("%s, replicate %d: %v", j.key(j.statistics[0]), len(values[0]), err)
		}
		if v == nil { // it gathers samples first
			continue
		}
		for k := range values {
			values[k] = append(values[k], v[k])
		}
	}
	out := map[string]string{}
	for k, s := range j.statistics {
		slices.Sort(values[k])
		row := j.key(s)
		for _, p := range level {
			row += "," + strconv.FormatFloat(upperQuantile(values[k], p), 'g', 5, 64)
		}
		out[j.key(s)] = row
	}
	return out
}

// upperQuantile is the value that a share p of the sorted replicates reaches, at the plotting position k - 1/2.
func upperQuantile(s []float64, p float64) float64 {
	h := float64(len(s))*(1-p) - 0.5
	i := int(math.Max(0, math.Floor(h)))
	if i >= len(s)-1 {
		return s[len(s)-1]
	}
	return s[i] + math.Max(0, h-float64(i))*(s[i+1]-s[i])
}

func readNullRows(t *testing.T, name string) map[string]string {
	t.Helper()
	rows := map[string]string{}
	text, err := os.ReadFile(filepath.Join("nulltable", name))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(text)), "\n") {
		if f := strings.Split(line, ","); i > 0 && len(f) > nullColumns {
			rows[strings.Join(f[:nullColumns], ",")] = line
		}
	}
	return rows
}

func writeNullRows(t *testing.T, f nullFile, rows map[string]string) {
	t.Helper()
	var b strings.Builder
	b.WriteString("statistic,alpha,n,replicates")
	for _, p := range f.level {
		fmt.Fprintf(&b, ",%g", p)
	}
	b.WriteString("\n")
	written := map[string]bool{}
	for _, first := range f.jobs { // by statistic first, so that a surface's rows are neighbours
		for _, name := range first.statistics {
			for _, j := range f.jobs {
				if key := j.key(name); rows[key] != "" && !written[key] {
					b.WriteString(rows[key] + "\n")
					written[key] = true
				}
			}
		}
	}
	name := filepath.Join("nulltable", f.name)
	if err := os.WriteFile(name+".part", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".part", name); err != nil {
		t.Fatal(err)
	}
}
