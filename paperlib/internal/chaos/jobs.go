package chaos

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// job is a command that works for a second and leaves results, which must not depend on what befell it.
type job struct {
	name    string
	share   float64
	args    []string // run in box; it leaves its files there
	rivals  []string // flags of another run into the same output
	env     []string
	results func(path string) bool // of the files in box that are results
	said    bool                   // standard output is a result, too
	parts   bool                   // it leaves files that it goes on with
	kept    bool                   // its results are such files
	input   string                 // a table of numbers in this file of in
	room    string                 // the folder that fills up on a small disk; empty: box
	size    int                    // of that disk at most, kB
	says    string                 // on standard error, or else it is not the job that it should be
	before  func(*Case) error      // what must lie in the sandbox already
	budget  time.Duration          // of campaigns in which it is tried
	maybe   bool                   // it cannot be done on every machine
	slow    bool                   // it takes so long that it is killed twice at most
}

// jobs are small ones of every command that computes.
func jobs() []job {
	train := []string{"train", "--model", "mlp", "--data", "digits", "--out", "net"}
	rivals := []string{"--seed", "2"}
	capture := []string{"capture", "--data", "digits", "--out", "noise.npy"}
	return []job{
		{name: "train", share: 1, rivals: rivals, parts: true, size: 300, results: in("net", "weights*.safetensors", "curve.json"),
			args: slices.Concat(train, []string{"--epochs", "24", "--every", "4", "--snapshots", "90,200"})},
		{name: "path", share: 1, rivals: rivals, parts: true, size: 300, results: in("net", "weights*.safetensors", "curve.json", "path.npy", "path.json"),
			args: slices.Concat(train, []string{"--epochs", "3", "--every", "3", "--path", "4-28", "--path-coordinates", "60"})},
		{name: "capture", share: 1, rivals: rivals, parts: true, size: 60, results: in("", "noise*.npy", "noise*-fits.tsv", "noise.json"),
			args: slices.Concat(capture, []string{"--model", "mlp", "--draws", "150", "--coordinates", "16", "--batch", "16,64", "--fit"})},
		{name: "capture-scratch", share: 1, rivals: rivals, parts: true, size: 10000, results: in("", "noise*.npy", "noise.json"),
			args: slices.Concat(capture, []string{"--model", "conv-gn", "--examples", "400", "--draws", "60", "--coordinates", "all", "--memory", "1150MiB", "--batch", "16"}), says: "scratch file"},
		{name: "train-xla", share: 0.5, parts: true, maybe: true, budget: 5 * time.Minute, env: []string{"SGNLAB_BACKEND=xla"}, results: in("net", "weights*.safetensors", "curve.json"),
			args: slices.Concat(train, []string{"--epochs", "60", "--every", "4"}), says: "XLA"},
		{name: "capture-xla", share: 0.5, parts: true, maybe: true, budget: 5 * time.Minute, env: []string{"SGNLAB_BACKEND=xla"}, results: in("", "noise*.npy", "noise.json"),
			args: slices.Concat(capture, []string{"--model", "mlp", "--draws", "400", "--coordinates", "100", "--batch", "16,64"}), says: "XLA"},
		{name: "capture-direct", share: 1, rivals: rivals, parts: true, size: 40, results: in("", "noise*.npy", "noise.json"),
			args: slices.Concat(capture, []string{"--model", "mlp", "--method", "direct", "--draws", "400", "--coordinates", "20", "--batch", "16,32"})},
		{name: "levy", share: 1, rivals: rivals, parts: true, said: true, size: 300, results: in("", "exits.jsonl"),
			args: []string{"levy", "exit", "--alpha", "1.5,1.2", "--sigma", "0.05", "--half-width", "1", "--runs", "3000", "--out", "exits.jsonl", "--json"}},
		{name: "analyze", share: 1, rivals: rivals, said: true, size: 300, input: "table.csv", room: "tmp", results: in("", "page.html"),
			args: []string{"analyze", "../in/table.csv", "--memory", "48MB", "--html", "page.html", "--json"}, says: "temporary file"},
		{name: "run", share: 1, parts: true, kept: true, size: 200, results: entries,
			args: []string{"run", "--profile", "smoke", "--only", "13"}},
		{name: "reproduce", share: 2, parts: true, kept: true, slow: true, size: 3000, results: inStore,
			args: []string{"reproduce", "--profile", "smoke", "--only", "10"}},
	}
}

// drawn leaves out what a run says of itself: its times, its machine, and the notebooks, pages and manifests that show them.
func drawn(p string) bool {
	parts := strings.Split(p, "/")
	return !slices.ContainsFunc(parts, func(s string) bool {
		return s == "timing" || s == "notebooks" || s == "provenance" || s == files.Manifest
	}) && path.Ext(p) != ".html"
}

// inStore is true for the files of the store and for what is drawn from it, but for their provenance.
func inStore(p string) bool {
	return strings.HasPrefix(p, "runs/") && !strings.Contains(p, "/.") && path.Base(p) != "provenance.json" && drawn(p)
}

// entries is true for those of the store alone.
func entries(p string) bool {
	return inStore(p) && p != "runs/out" && !strings.HasPrefix(p, "runs/out/")
}

// in is true for the files of a folder of box whose names match one of the patterns.
func in(dir string, patterns ...string) func(string) bool {
	return func(p string) bool {
		if strings.TrimSuffix(path.Dir(p), ".") != dir {
			return false
		}
		return slices.ContainsFunc(patterns, func(pattern string) bool {
			ok, err := path.Match(pattern, path.Base(p))
			return ok && err == nil
		}) && !strings.Contains(p, ".part")
	}
}

// prepare makes the job's inputs.
func (j job) prepare(k *Case) error {
	if j.before != nil {
		return j.before(k)
	}
	if j.input == "" {
		return nil
	}
	return k.write(filepath.Join("in", j.input), table(4000, 150)) // more numbers than half of what --memory leaves
}

// table is a text table of Gaussian and Student-like numbers.
func table(rows, columns int) []byte {
	r := rng.New(1, "chaos", "table")
	var b strings.Builder
	for range rows {
		for c := range columns {
			x := r.NormFloat64()
			if c%2 == 1 {
				x /= 0.2 + r.Float64()
			}
			fmt.Fprintf(&b, "%.9g", x)
			if c < columns-1 {
				b.WriteByte(',')
			}
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

func (j job) command() command { return command{args: j.args, env: j.env} }

// reference is an undisturbed run of a job.
type reference struct {
	results tree
	files   tree // all of box
	bytes   int64
	stdout  string
	took    time.Duration
}

// undisturbed runs the job once in a campaign, in a sandbox of its own.
func (k *Case) undisturbed(ctx context.Context, j job) (*reference, error) {
	c := k.campaign
	c.mu.Lock()
	defer c.mu.Unlock()
	if r := c.references[j.name]; r != nil {
		return r, nil
	}
	alone, err := c.newCase(Scenario{Name: filepath.Join("undisturbed", j.name)}, 0)
	if err != nil {
		return nil, err
	}
	if err := j.prepare(alone); err != nil {
		return nil, err
	}
	o, err := alone.do(ctx, j.command())
	if err != nil {
		return nil, err
	}
	if err := o.completed(); err != nil && j.maybe {
		return nil, skipf("%v", err)
	} else if err != nil {
		return nil, fmt.Errorf("without any disturbance: %w", err)
	}
	if !strings.Contains(o.stderr, j.says) {
		return nil, o.wrap(fmt.Errorf("it does not say %q: it is not the job that was meant: %s", j.says, shorten(o.stderr, 400)))
	}
	all, err := readTree(alone.path("box"))
	if err != nil {
		return nil, err
	}
	r := &reference{results: all.only(j.results), files: all, stdout: o.stdout, took: o.took}
	r.bytes, _ = sizes(alone.path("box"), func(string) bool { return true })
	if len(r.results) == 0 && !j.said {
		return nil, fmt.Errorf("%s: it left no results: %v", o.line, all.files())
	}
	if c.references == nil {
		c.references = map[string]*reference{}
	}
	c.references[j.name] = r
	return r, nil
}

// same compares a completed run with the undisturbed one.
func (j job) same(k *Case, want *reference, o outcome) error {
	all, err := readTree(k.path("box"))
	if err != nil {
		return err
	}
	if d := want.results.differences(all.only(j.results)); len(d) > 0 {
		return o.wrap(fmt.Errorf("exit status 0, but the results are not those of an undisturbed run: %s", shorten(strings.Join(d, "; "), 1000)))
	}
	if j.said && o.stdout != want.stdout {
		return o.wrap(fmt.Errorf("exit status 0, but it says something else than an undisturbed run: %s", firstDifference(want.stdout, o.stdout)))
	}
	return nil
}

// firstDifference shows where two texts part.
func firstDifference(want, got string) string {
	n := 0
	for n < len(want) && n < len(got) && want[n] == got[n] {
		n++
	}
	from := max(0, n-60)
	return fmt.Sprintf("at byte %d %q, want %q", n, shorten(got[from:min(len(got), n+60)], 200), shorten(want[from:min(len(want), n+60)], 200))
}

// against makes a scenario of the job: run disturbs it in a sandbox with what it needs, and compares it with an undisturbed one.
func (j job) against(prefix, about string, run func(ctx context.Context, k *Case, want *reference) error) Scenario {
	return Scenario{Name: prefix + j.name, Share: j.share, Budget: j.budget, About: about, Run: func(ctx context.Context, k *Case) error {
		want, err := k.undisturbed(ctx, j)
		if err != nil {
			return err
		}
		if err := j.prepare(k); err != nil {
			return err
		}
		return run(ctx, k, want)
	}}
}

// tidy says what a completed job has left of earlier, broken tries: in TMPDIR nothing as large as its input or its
// results, in its folder no strange files of such a size.
func (j job) tidy(k *Case, want *reference) error {
	bound := max(want.bytes/2, 64<<10)
	if j.input != "" {
		n, _ := sizes(k.path("in"), func(string) bool { return true })
		bound = n / 2
	}
	if n, largest := sizes(k.path("tmp"), func(string) bool { return true }); n > bound {
		return fmt.Errorf("%d bytes are left in TMPDIR, most of them in %q", n, largest)
	}
	strange := func(p string) bool { // pages that another command has drawn, and entries that the store has put aside, may stay
		_, ok := want.files[p]
		return !ok && !strings.HasPrefix(p, "runs/out/") && !strings.HasPrefix(p, "runs/.damaged/")
	}
	if n, largest := sizes(k.path("box"), strange); n > bound {
		return fmt.Errorf("%d bytes are left in files that an undisturbed run does not leave, most of them in %q", n, largest)
	}
	return nil
}

// finish runs the job to its end and checks everything.
func (j job) finish(ctx context.Context, k *Case, want *reference) error {
	o, err := k.do(ctx, j.command())
	if err != nil {
		return err
	}
	if err := o.completed(); err != nil {
		return err
	}
	if err := j.same(k, want, o); err != nil {
		return err
	}
	return j.tidy(k, want)
}
