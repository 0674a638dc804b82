package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// weightsWith are initial weights of the mlp on digits, some of them changed, as a file.
func weightsWith(t *testing.T, path string, change func(w training.Weights)) string {
	t.Helper()
	m, err := models.ByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := models.Describe(m, models.Input{Shape: [3]int{8, 8, 1}, Classes: 10})
	if err != nil {
		t.Fatal(err)
	}
	w := training.InitialWeights(spec, 1)
	if change != nil {
		change(w)
	}
	if err := training.WriteWeights(path, spec, w); err != nil {
		t.Fatal(err)
	}
	return path
}

// Weights that are not finite are refused by the tensor's name; those at which gradients overflow end the capture with the
// coordinate or array, by both methods; and no file of draws is left under the name asked for.
func TestCaptureOfAbsurdWeights(t *testing.T) {
	offCommands(t)
	for name, c := range map[string]struct {
		change func(w training.Weights)
		want   string
	}{
		"nan":  {func(w training.Weights) { w.Params[2][7] = float32(math.NaN()) }, `tensor "dense2/weights".*NaN at position 7`},
		"inf":  {func(w training.Weights) { w.Params[5][9] = float32(math.Inf(-1)) }, `tensor "logits/bias".*-Inf at position 9`},
		"1e30": {func(w training.Weights) { w.Params[0][70], w.Params[2][0], w.Params[4][0] = 1e30, 1e30, 1e30 }, "the gradient is not finite.*earlier step"},
	} {
		for _, method := range []string{"bank", "direct"} {
			dir := t.TempDir()
			file := weightsWith(t, filepath.Join(dir, "w.safetensors"), c.change)
			for _, coordinates := range []string{"all", "40"} {
				s := sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--out", filepath.Join(dir, "out.npy"), "--weights", file,
					"--draws", "100", "--batch", "8", "--coordinates", coordinates, "--method", method, "--fit")
				if name == "1e30" && coordinates == "40" && s.status == 0 {
					continue // the coordinates drawn may be untouched
				}
				s.wantParagraph(t, c.want)
				if s.status != 2 || have(t, filepath.Join(dir, "out.npy")) || have(t, filepath.Join(dir, "out-fits.tsv")) {
					t.Errorf("%s, %s, %s coordinates: status %d: %s", name, method, coordinates, s.status, s.err)
				}
			}
		}
	}
}

// A snapshot that is not there is refused before anything is captured, with those that are; and so is one that a training
// run would never reach.
func TestSnapshotsThatDoNotExist(t *testing.T) {
	offCommands(t)
	dir := t.TempDir()
	capture := func(steps string) said {
		return sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--out", filepath.Join(dir, "out.npy"), "--weights", dir, "--steps", steps,
			"--draws", "2", "--batch", "2", "--coordinates", "2")
	}
	if s := capture("77"); s.status != 2 || !strings.Contains(s.err, "holds no snapshot") || !strings.Contains(s.err, "--snapshots") {
		t.Errorf("an empty folder: status %d: %s", s.status, s.err)
	}
	for _, step := range []int{5, 40, 100} {
		weightsWith(t, filepath.Join(dir, fmt.Sprintf("weights-%d.safetensors", step)), nil)
	}
	weightsWith(t, filepath.Join(dir, "weights-best.safetensors"), nil)
	if s := capture("5,77"); s.status != 2 || !strings.Contains(s.err, "[77]") || !strings.Contains(s.err, "[5 40 100]") {
		t.Errorf("one that is not there: status %d: %s", s.status, s.err)
	}
	if have(t, filepath.Join(dir, "out-step5.npy")) {
		t.Error("the first was captured before the second was missed")
	}
	if s := capture("5,100"); s.status != 0 || !have(t, filepath.Join(dir, "out-step100.npy")) {
		t.Errorf("as listed: status %d: %s", s.status, s.err)
	}
	s := sgnlab(t, "", "train", "--model", "mlp", "--data", "digits", "--epochs", "1", "--out", filepath.Join(dir, "run"), "--snapshots", "11,12")
	if s.status != 2 || !strings.Contains(s.err, "--snapshots 12") || !strings.Contains(s.err, "to 11") {
		t.Errorf("beyond the run: status %d: %s", s.status, s.err)
	}
	if s = sgnlab(t, "", "train", "--model", "mlp", "--data", "digits", "--epochs", "1", "--out", filepath.Join(dir, "run"), "--snapshots", "0,11"); s.status != 0 || !have(t, filepath.Join(dir, "run", "weights-11.safetensors")) {
		t.Errorf("as said: status %d: %s", s.status, s.err)
	}
}

// Draws that no disk holds are refused before a file is made.
func TestCaptureLargerThanTheDisk(t *testing.T) {
	offCommands(t)
	out := filepath.Join(t.TempDir(), "out.npy")
	s := sgnlab(t, "", "capture", "--model", "mlp", "--data", "digits", "--out", out, "--draws", "1000000000", "--batch", "2", "--coordinates", "all")
	if entries, err := os.ReadDir(filepath.Dir(out)); s.status != 2 || !strings.Contains(s.err, "GB free") || err != nil || len(entries) > 0 {
		t.Errorf("status %d, %v left: %s", s.status, entries, s.err)
	}
}

// The case that the exits of a scheme beyond its stability were taken for those of the equation.
func TestLevyExitBeyondStability(t *testing.T) {
	for args, want := range map[string]string{
		"--step 50": "too long for the curvature 1", "--step 2": "too long", "--curvature 300": "0.006667", "--scheme tamed --step 2": "too long",
		"--potential quartic --half-width 9": "too long", "--potential quartic --scheme jumps --step 0.7": "too long",
		"--potential double-well --alpha 1.5 --step 0.1": "too long",
		// Far out to the left the drift of one step throws the path over the well.
		"--potential double-well --alpha 1.1 --sigma 0.3 --runs 1000": "over a rise of the potential",
		"--budget 1e20": "time no longer advances", "--workers 5000": "at most 4096",
	} {
		if s, _ := leaves(t, strings.Fields(args)...); s.status != 2 || !strings.Contains(s.err, want) || s.out != "" {
			t.Errorf("%s: status %d, want %q: %s", args, s.status, want, s.err)
		}
	}
	for _, args := range []string{"--step 0.5", "--curvature 300 --step 0.006", "--potential double-well --alpha 1.1 --sigma 0.3 --runs 1000 --scheme tamed"} { // as advised
		if s, _ := leaves(t, strings.Fields(args)...); s.status != 0 {
			t.Errorf("%s: status %d: %s", args, s.status, s.err)
		}
	}
}
