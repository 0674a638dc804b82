package pipeline_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// bare is a machine with no data but the embedded digits, the Go backend and an empty store.
func bare(t *testing.T) {
	t.Helper()
	t.Setenv("SGNLAB_DATA", "")
	t.Setenv("SGNLAB_CACHE", t.TempDir())
	t.Setenv("SGNLAB_OFFLINE", "1")
	t.Setenv("SGNLAB_RUNS", t.TempDir())
	t.Setenv("SGNLAB_FRESH", "1")
	t.Setenv("SGNLAB_PROFILE", "smoke")
	t.Setenv("SGNLAB_SEED", "")
	t.Setenv("SGNLAB_BACKEND", "go")
}

func open(t *testing.T) *pipeline.Lab {
	t.Helper()
	l, err := pipeline.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	return l
}

func dataSet(t *testing.T, l *pipeline.Lab, name string) *pipeline.Data {
	t.Helper()
	d, err := l.Data(name)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func builtIn(t *testing.T, name string) models.Model {
	t.Helper()
	m, err := models.ByName(name)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func noiseOf(t *testing.T, l *pipeline.Lab, net *pipeline.Net, snapshot string, c sgn.Config) *pipeline.Noise {
	t.Helper()
	n, err := l.Capture(net, snapshot, c)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// fast is a training run of a second or less.
var fast = training.Config{Epochs: 2, Batch: 128, LR: 0.05, Momentum: 0.9, Schedule: "constant"}

var few = sgn.Config{Method: sgn.Auto, Batches: []int{8, 32}, Draws: 20, Coordinates: 12}

// A plan is made on a machine without data sets and without a backend: identity must need neither, nor write a file.
func TestIdentityNeedsNoDataAndNoBackend(t *testing.T) {
	bare(t)
	t.Setenv("SGNLAB_PROFILE", "full")
	t.Setenv("SGNLAB_BACKEND", brokenPlugin(t)) // opening it would fail
	l := open(t)
	seen := map[string]string{}
	for _, name := range []string{"digits", "mnist", "fashion-mnist", "cifar10"} {
		data := dataSet(t, l, name)
		net := l.Train(builtIn(t, "mlp"), data)
		noise := noiseOf(t, l, net, pipeline.Trained, few)
		for _, id := range []string{data.Digest, net.ID(), noise.ID()} {
			if len(id) != 64 {
				t.Errorf("%s: the identity %q is no SHA-256", name, id)
			}
			if other, ok := seen[id]; ok {
				t.Errorf("%s shares the identity %s with %s", name, lab.Short(id), other)
			}
			seen[id] = name
		}
		if net.Job().ID != net.ID() || noise.Job().ID != noise.ID() || noise.Job().Needs[0] != net.ID() {
			t.Errorf("%s: the plan's ids are not those of the handles", name)
		}
	}
	if files, err := os.ReadDir(os.Getenv("SGNLAB_RUNS")); err != nil || len(files) > 0 {
		t.Errorf("naming results wrote %v (%v)", files, err)
	}
}

// The committed results name their trainings and captures by their ids: these must stay, or nothing of what is published is
// found again.
func TestCommittedIdentities(t *testing.T) {
	bare(t)
	t.Setenv("SGNLAB_PROFILE", "full")
	l := open(t)
	capture := func(data, net, snapshot string, seed uint64, batch ...int) string {
		d := dataSet(t, l, data)
		trained := l.TrainSeed(builtIn(t, net), d, seed)
		config, err := trained.CaptureConfig(batch...)
		if err != nil {
			t.Fatal(err)
		}
		return noiseOf(t, l, trained, snapshot, config).ID()
	}
	compared := 0
	for _, study := range []string{"nb01", "nb02", "nb04"} {
		configs, err := filepath.Glob(filepath.Join("..", "..", "figures", "results", study, "*", "config.json"))
		if err != nil || len(configs) == 0 {
			t.Fatalf("no committed results of %s (%v)", study, err)
		}
		for _, file := range configs {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c struct {
				Seed   uint64
				Inputs map[string]string
				Knobs  struct {
					Data, Net, Snapshot string
					Batch               int
				}
			}
			if err := json.Unmarshal(b, &c); err != nil {
				t.Fatal(err)
			}
			k, want := c.Knobs, map[string]string{}
			switch {
			case study == "nb01":
				want["capture"] = capture(k.Data, k.Net, k.Snapshot, c.Seed, k.Batch)
			case study == "nb02" && k.Net == "": // a planted network
				continue
			case study == "nb02":
				for seed := uint64(1); seed <= uint64(pipeline.Seeds(lab.Full, k.Data)); seed++ {
					fits := lab.Unit{Study: "fits", Seed: seed, Versions: map[string]int{"nb02": 2}, Inputs: map[string]string{"capture": capture(k.Data, k.Net, k.Snapshot, seed)}}
					want[fmt.Sprintf("fits_seed_%d", seed)] = fits.ID()
				}
			case k.Net == "mlp", k.Net == "bert": // with a recipe of its own; from weights that are not on every machine
				continue
			default:
				want["training"] = l.TrainSeed(builtIn(t, k.Net), dataSet(t, l, k.Data), c.Seed).ID()
			}
			for name, id := range want {
				if compared++; c.Inputs[name] != id {
					t.Errorf("%s: %s on %s, %s: the %s is %s, want %s", study, k.Net, k.Data, k.Snapshot, name, lab.Short(id), lab.Short(c.Inputs[name]))
				}
			}
		}
	}
	if compared < 8+3*(5*5+3*3)+12 { // networks of five seeds and of three, at three snapshots
		t.Errorf("%d identities were compared", compared)
	}
}

// Exactly what determines a result is part of its identity.
func TestIdentityChangesWithWhatMatters(t *testing.T) {
	bare(t)
	mine := models.Model{Name: "tiny", Logits: models.MLP, Custom: true}
	type setting struct {
		seed     string
		profile  string
		backend  string
		runs     string
		custom   string
		data     string
		model    models.Model
		training training.Config
		snapshot string
		capture  sgn.Config
	}
	base := setting{seed: "1", profile: "smoke", backend: "go", custom: "", data: "digits", model: builtIn(t, "mlp"),
		training: fast, snapshot: pipeline.Trained, capture: few}
	ids := func(s setting) (net, noise string) {
		t.Setenv("SGNLAB_SEED", s.seed)
		t.Setenv("SGNLAB_PROFILE", s.profile)
		t.Setenv("SGNLAB_BACKEND", s.backend)
		if s.runs != "" {
			t.Setenv("SGNLAB_RUNS", s.runs)
		}
		l := open(t)
		l.Custom = s.custom
		n := l.TrainWith(s.model, dataSet(t, l, s.data), s.training, l.Seed)
		return n.ID(), noiseOf(t, l, n, s.snapshot, s.capture).ID()
	}
	netID, noiseID := ids(base)
	for _, c := range []struct {
		what       string
		change     func(s *setting)
		net, noise bool // whether the identity changes
	}{
		{"nothing", func(s *setting) {}, false, false},
		{"backend", func(s *setting) { s.backend = "xla" }, false, false},
		{"folder of the store", func(s *setting) { s.runs = t.TempDir() }, false, false},
		{"profile whose numbers are the same", func(s *setting) { s.profile = "full" }, false, false},
		{"code of the reader's without a part in it", func(s *setting) { s.custom = "abc" }, false, false},
		{"seed", func(s *setting) { s.seed = "2" }, true, true},
		{"data set", func(s *setting) { s.data = "mnist" }, true, true},
		{"network", func(s *setting) { s.model = builtIn(t, "conv-gn") }, true, true},
		{"learning rate", func(s *setting) { s.training.LR *= 2 }, true, true},
		{"epochs", func(s *setting) { s.training.Epochs++ }, true, true},
		{"schedule", func(s *setting) { s.training.Schedule = "cosine" }, true, true},
		{"snapshot", func(s *setting) { s.snapshot = pipeline.Initial }, false, true},
		{"draws", func(s *setting) { s.capture.Draws++ }, false, true},
		{"batch sizes", func(s *setting) { s.capture.Batches = []int{8} }, false, true},
		{"replacement", func(s *setting) { s.capture.WithoutReplacement = true }, false, true},
		{"method", func(s *setting) { s.capture.Method = sgn.Direct }, false, true},
	} {
		s := base
		c.change(&s)
		a, b := ids(s)
		if (a != netID) != c.net || (b != noiseID) != c.noise {
			t.Errorf("changing the %s: network changes %t (want %t), capture changes %t (want %t)", c.what, a != netID, c.net, b != noiseID, c.noise)
		}
	}
	own := base
	own.model, own.custom = mine, "digest one"
	a1, b1 := ids(own)
	own.custom = "digest two"
	a2, b2 := ids(own)
	if a1 == a2 || b1 == b2 {
		t.Error("two versions of a reader's code share an identity")
	}
}

// A reader's network or loss must never be taken for a built-in one, even under a built-in name and without the mark.
func TestReadersModelsAreKeptApart(t *testing.T) {
	bare(t)
	l := open(t)
	digits := dataSet(t, l, "digits")
	linear := func(n *models.Net, x *graph.Node) *graph.Node {
		return n.Dense("logits", models.Flatten(x), n.Classes())
	}
	half := func(logits, labels *graph.Node) *graph.Node {
		return graph.MulScalar(models.CrossEntropy(logits, labels), 0.5)
	}
	published := l.TrainWith(builtIn(t, "mlp"), digits, fast, 1)
	for name, m := range map[string]models.Model{
		"marked":                          {Name: "linear", Logits: linear, Custom: true},
		"own function, own name":          {Name: "linear", Logits: linear},
		"own function, built-in name":     {Name: "mlp", Logits: linear},
		"own loss, built-in network":      {Name: "mlp", Logits: models.MLP, Loss: half},
		"built-in function, another name": {Name: "conv-bn", Logits: models.MLP},
	} {
		l.Custom = ""
		func() {
			defer func() {
				err, _ := recover().(error)
				if err == nil || !strings.Contains(err.Error(), "Lab.Custom") {
					t.Errorf("%s: accepted without the digest of its code (%v)", name, err)
				}
			}()
			l.TrainWith(m, digits, fast, 1)
		}()
		l.Custom = "digest"
		net := l.TrainWith(m, digits, fast, 1)
		noise := noiseOf(t, l, net, pipeline.Trained, few)
		if net.ID() == published.ID() || noise.ID() == noiseOf(t, l, published, pipeline.Trained, few).ID() {
			t.Errorf("%s: shares its identity with a built-in network", name)
		}
		if noise.Custom() != "digest" {
			t.Errorf("%s: the capture does not carry the digest of the code", name)
		}
	}
	if got := noiseOf(t, l, l.TrainWith(builtIn(t, "mlp"), digits, fast, 1), pipeline.Trained, few).Custom(); got != "" {
		t.Errorf("a built-in network's capture carries the reader's digest %q", got)
	}
}

func TestUnknownNames(t *testing.T) {
	bare(t)
	l := open(t)
	net := l.Train(builtIn(t, "mlp"), dataSet(t, l, "digits"))
	if _, err := l.Capture(net, "quarter-way", few); err == nil || !strings.Contains(err.Error(), `"quarter-way"`) || !strings.Contains(err.Error(), pipeline.Initial) {
		t.Errorf("unknown snapshot: %v", err)
	}
	if _, err := l.Data("nonsense"); err == nil || !strings.Contains(err.Error(), "nonsense") {
		t.Errorf("unknown data set: %v", err)
	}
	for name, value := range map[string]string{"SGNLAB_PROFILE": "huge", "SGNLAB_SEED": "-1"} {
		t.Run(name, func(t *testing.T) {
			bare(t)
			t.Setenv(name, value)
			if _, err := pipeline.Open(); err == nil || !strings.Contains(err.Error(), name) || !strings.Contains(err.Error(), value) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
		})
	}
}
