package pipeline_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/pipeline"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
)

// labOf opens the lab of a profile on a bare machine.
func labOf(t *testing.T, p lab.Profile) *pipeline.Lab {
	t.Helper()
	bare(t)
	t.Setenv("SGNLAB_PROFILE", string(p))
	return open(t)
}

// Every number that a profile holds must be one that training and capture accept.
func TestNumbersOfEveryProfileAreUsable(t *testing.T) {
	checked := 0
	for _, p := range lab.Profiles() {
		l := labOf(t, p)
		for _, data := range []string{"digits", "mnist", "fashion-mnist", "cifar10"} {
			d := dataSet(t, l, data)
			// Student's t needs two seeds; published intervals have five where a network takes a minute, else three.
			if n := pipeline.Seeds(p, data); n < 2 || p == lab.Full && (n < 3 || data != "cifar10" && n < 5) {
				t.Errorf("%s on %s: %d seeds", p, data, n)
			}
			for _, name := range models.Names() {
				where := fmt.Sprintf("%s: %s on %s", p, name, data)
				net := l.Train(builtIn(t, name), d)
				if err := net.Config.Validate(d.Train); err != nil {
					t.Errorf("%s: %v", where, err)
				}
				if s := net.Job().Seconds; !(s > 0 && s < 24*3600) {
					t.Errorf("%s: training is estimated at %v s", where, s)
				}
				c, err := net.CaptureConfig()
				if err != nil { // a network of words does not read images
					continue
				}
				checked++
				checkCapture(t, where, c, d.Train)
				if !slices.Contains(c.Batches, 32) {
					t.Errorf("%s: the batch size 32 of the committed figure and table is not captured: %v", where, c.Batches)
				}
				if s := noiseOf(t, l, net, pipeline.Trained, c).Job().Seconds; !(s > 0 && s < 24*3600) {
					t.Errorf("%s: capture is estimated at %v s", where, s)
				}
				if p == lab.Full && (c.Draws < 1000 || c.Coordinates < 100) {
					t.Errorf("%s: %d draws of %d coordinates; the published claims rest on at least 1000 of 100", where, c.Draws, c.Coordinates)
				}
				more, err := net.CaptureConfig(64, 8, 64, 1<<30)
				if err != nil {
					t.Fatal(err)
				}
				checkCapture(t, where+" with more batch sizes", more, d.Train)
				if !slices.Contains(more.Batches, 64) || !slices.Contains(more.Batches, 8) {
					t.Errorf("%s: a batch size that was asked for is missing: %v", where, more.Batches)
				}
			}
		}
	}
	if checked < 4*4*5 {
		t.Errorf("%d networks were looked at", checked)
	}
}

// Whether examples see each other is what the network says of itself, under any name.
func TestCoupledNetworksCostMore(t *testing.T) {
	l := labOf(t, lab.Full)
	l.Custom = "digest"
	digits := dataSet(t, l, "digits")
	for _, c := range []struct {
		model   models.Model
		coupled bool
	}{
		{builtIn(t, "mlp"), false}, {builtIn(t, "conv-bn"), true}, {builtIn(t, "conv-gn"), false}, {builtIn(t, "resnet8-bn"), true}, {builtIn(t, "resnet20-bn"), true},
		{builtIn(t, "resnet20-gn"), false}, {small, true}, {models.Model{Name: "conv-bn", Logits: models.MLP, Custom: true}, false},
	} {
		net := l.Train(c.model, digits)
		got, err := net.CaptureConfig()
		if err != nil {
			t.Fatal(err)
		}
		want := sgn.Config{Method: sgn.Auto, Batches: []int{8, 32, 128, 512}, Draws: 2000, Coordinates: 100, Proportional: true, Activity: !c.coupled}
		if c.coupled {
			want.Batches, want.Draws = []int{32, 128}, 1000
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s:\n%s", c.model.Name, d)
		}
	}
	if _, err := l.Train(builtIn(t, "bert"), digits).CaptureConfig(); err == nil {
		t.Error("a network that cannot read the data has a capture")
	}
}

func checkCapture(t *testing.T, where string, c sgn.Config, train int) {
	t.Helper()
	if !slices.IsSorted(c.Batches) || len(slices.Compact(slices.Clone(c.Batches))) != len(c.Batches) || len(c.Batches) == 0 {
		t.Errorf("%s: batch sizes %v: want each once, in increasing order", where, c.Batches)
		return
	}
	if lo, hi := c.Batches[0], c.Batches[len(c.Batches)-1]; lo < 1 || hi > train {
		t.Errorf("%s: batch sizes %v for %d training examples", where, c.Batches, train)
	}
	if c.Draws < 2 || c.Coordinates < 1 {
		t.Errorf("%s: %d draws of %d coordinates", where, c.Draws, c.Coordinates)
	}
}

// Asking for batch sizes must not write into the profile's own list.
func TestMoreBatchSizesLeaveTheProfileAlone(t *testing.T) {
	l := labOf(t, lab.Quick)
	d := dataSet(t, l, "digits")
	net := l.Train(builtIn(t, "mlp"), d)
	config := func(more ...int) string {
		c, err := net.CaptureConfig(more...)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(c)
	}
	before := config()
	config(1, 2, 3)
	if after := config(); after != before {
		t.Errorf("%s became %s", before, after)
	}
}

// Without data sets, the small profiles keep digits and name what they leave out; the full ones leave nothing out.
func TestCasesSayWhatIsAbsent(t *testing.T) {
	for _, c := range []struct {
		profile lab.Profile
		absent  []string
		sets    []string
	}{
		{lab.Smoke, nil, []string{"digits"}},
		{lab.Quick, []string{"mnist", "cifar10"}, []string{"digits"}},
		{lab.Full, nil, []string{"digits", "mnist", "cifar10"}},
		{lab.GPU, nil, []string{"digits", "mnist", "cifar10"}},
	} {
		labOf(t, c.profile)
		cases, absent := pipeline.Cases(c.profile)
		if !slices.Equal(absent, c.absent) {
			t.Errorf("%s: absent %v, want %v", c.profile, absent, c.absent)
		}
		var sets []string
		seen := map[pipeline.Case]bool{}
		for _, k := range cases {
			if seen[k] {
				t.Errorf("%s lists %v twice", c.profile, k)
			}
			seen[k] = true
			builtIn(t, k.Net)
			if !slices.Contains(sets, k.Data) {
				sets = append(sets, k.Data)
			}
		}
		if !slices.Equal(sets, c.sets) {
			t.Errorf("%s: data sets %v, want %v", c.profile, sets, c.sets)
		}
		if cases[0] != (pipeline.Case{Data: "digits", Net: "mlp"}) {
			t.Errorf("%s: the first case is %v, the committed figure shows mlp on digits", c.profile, cases[0])
		}
	}
}

// A set that is there in part, or a data folder that is not there, is an error of the run and never a set that is left out.
func TestAnErrorIsNotAbsence(t *testing.T) {
	labOf(t, lab.Quick)
	data := t.TempDir()
	t.Setenv("SGNLAB_DATA", data)
	if err := os.MkdirAll(filepath.Join(data, "mnist"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "mnist", "train-images-idx3-ubyte"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	cases, absent := pipeline.Cases(lab.Quick)
	if !slices.Contains(cases, pipeline.Case{Data: "mnist", Net: "mlp"}) || !slices.Equal(absent, []string{"cifar10"}) {
		t.Errorf("with a part of MNIST: cases %v, absent %v", cases, absent)
	}
	if _, err := datasets.Load(t.Context(), "mnist", datasets.Options{}); err == nil || !strings.Contains(err.Error(), "1 of 4 files") {
		t.Errorf("%v", err)
	}
	for name, value := range map[string]string{"SGNLAB_DATA": filepath.Join(data, "typo"), "SGNLAB_OFFLINE": "yes", "SGNLAB_OFLINE": "1"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv(name, value)
			if _, err := pipeline.Open(); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("%s=%s: %v", name, value, err)
			}
			if _, absent := pipeline.Cases(lab.Quick); name != "SGNLAB_OFLINE" && len(absent) > 0 {
				t.Errorf("%s=%s leaves out %v", name, value, absent)
			}
		})
	}
}
