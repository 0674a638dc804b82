package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/models/pretrained"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

type captureCmd struct {
	networkFlags `embed:""`

	Out     string   `required:"" help:"File for the draws, ending in .npy; with several batch sizes one for each, OUT-B32.npy." placeholder:"OUT.npy"`
	Weights string   `help:"Weights: a .safetensors file, or a folder that 'sgnlab train' filled. Without it, the network before training." placeholder:"PATH"`
	Steps   []int    `help:"Snapshots of the folder of --weights, by step; files are then OUT-step100-B32.npy." placeholder:"STEP,..."`
	Batch   []int    `help:"Batch sizes." default:"32" placeholder:"B,..."`
	Draws   int      `help:"Draws for each batch size." default:"1000"`
	Method  string   `help:"auto, direct or bank." enum:"auto,direct,bank" default:"auto"`
	Coords  string   `name:"coordinates" help:"How many coordinates, the same number of every array of the network; or all." default:"1000" placeholder:"N|all"`
	Without bool     `name:"without-replacement" help:"No example occurs twice in a batch."`
	Epoch   bool     `name:"epoch-draws" help:"Consecutive batches of shuffled epochs, as in training. They depend on each other: analyse them with --draws epoch."`
	Augment bool     `help:"Random crops and mirror images."`
	Freeze  bool     `name:"freeze-noise" help:"Random numbers of the loss (dropout, latent draws, diffusion times) and the augmentation once for each example, not afresh for each draw."`
	Micro   int      `name:"micro-batch" help:"Direct method: examples whose gradients are computed at a time and added up to the batch's; 0: all. Not with BatchNorm." default:"0" placeholder:"N"`
	Memory  byteSize `help:"Bound on the memory of this process." default:"4GiB" placeholder:"SIZE"`
	Disk    byteSize `help:"Bound on the scratch file of gradients; the draws themselves are not counted." default:"16GiB" placeholder:"SIZE"`
	Scratch string   `help:"Folder of the scratch file (default OUT.scratch)." placeholder:"DIR"`
	Fit     bool     `help:"Fit a stable law to every coordinate meanwhile: OUT-fits.tsv, with the columns of 'sgnlab stable fit'."`
	NoDraws bool     `name:"no-draws" help:"Keep the fits only."`
	JSON    bool     `name:"json" help:"Write what OUT.json holds to standard output."`
}

// Help is shown after the options.
func (captureCmd) Help() string {
	return `Captures stochastic gradient noise: draws of the gradient of a random batch minus its mean, at fixed weights. The file
is an array [draws, coordinates] that 'sgnlab analyze OUT.npy --batch-size B' judges. Beside it lie OUT.json (method,
sampling, treatment of BatchNorm and of other random numbers, digests, and the array and index of every column) and
OUT-mean.npy, the mean gradient, with its standard error in OUT-stderr.npy where it is an estimate.

  direct   one backward pass for each draw; for every network, and the only right way with BatchNorm
  bank     the gradient of every example once, and draws as sums of its rows: any number of draws and batch sizes for
           little more; for networks whose examples do not see each other
  auto     bank where there is one

Gradients lie in memory if they fit, else in the scratch file within --disk, else a bank is computed again for every
block of coordinates; the first line of the progress says which. Ctrl-C or a kill costs the block in work: the same command
goes on from there, to the same bytes. An unfinished capture of other settings is not overwritten, and two at once on one output
or scratch folder are refused.

  sgnlab capture --model mlp --data digits --out noise.npy
  sgnlab capture --model resnet20-gn --data cifar10 --examples 10000 --coordinates all --batch 32,128,512 --fit --no-draws --out r20.npy

Exit status: 0; 1 when something failed half way; 2 for wrong input, or bounds under which nothing can be captured; 130
after Ctrl-C.`
}

// Validate refuses a wrong command line before anything is loaded.
func (c captureCmd) Validate() error {
	if !strings.HasSuffix(c.Out, ".npy") {
		return fmt.Errorf("--out %s: a name that ends in .npy", c.Out)
	}
	if c.NoDraws && !c.Fit {
		return errors.New("--no-draws keeps nothing without --fit")
	}
	if c.Fit && c.Draws < stable.MinSample {
		return fmt.Errorf("--fit with --draws %d: a stable law needs at least %d draws", c.Draws, stable.MinSample)
	}
	if len(c.Steps) > 0 && c.Weights == "" {
		return errors.New("--steps are snapshots of a folder: give it as --weights")
	}
	if c.Draws < 2 || c.Draws > sgn.MaxDraws {
		return fmt.Errorf("--draws %d: at least 2 and at most %d", c.Draws, sgn.MaxDraws)
	}
	for _, b := range c.Batch {
		if b < 1 {
			return fmt.Errorf("--batch %d: at least 1", b)
		}
	}
	for _, step := range c.Steps {
		if step < 0 {
			return fmt.Errorf("--steps %d: steps are counted from 0", step)
		}
	}
	if c.Micro < 0 || c.Micro > mostCounted {
		return fmt.Errorf("--micro-batch %d: at least 1, or 0 for all at once", c.Micro)
	}
	_, err := c.coordinates()
	return err
}

// mostCounted bounds counts of what a network or a data set has: no such thing has more, and products of two fit 64 bits.
const mostCounted = 1 << 30

func (c captureCmd) coordinates() (int, error) {
	if c.Coords == "all" {
		return 0, nil
	}
	n, err := strconv.Atoi(c.Coords)
	if errors.Is(err, strconv.ErrRange) || n > mostCounted {
		return 0, fmt.Errorf("--coordinates %s: no network has so many; say all", c.Coords)
	}
	if err != nil || n < 1 {
		return 0, fmt.Errorf("--coordinates %q: a number from 1 on, or all", c.Coords)
	}
	return n, nil
}

// captured is what OUT.json holds.
type captured struct {
	Model         string            `json:"model"`
	Data          string            `json:"data"`
	DataDigest    string            `json:"data_digest"`
	Examples      int               `json:"examples"`
	Parameters    int               `json:"parameters"`
	Weights       string            `json:"weights"` // where they come from
	WeightsDigest string            `json:"weights_digest"`
	Step          int               `json:"step,omitempty"`
	Seed          uint64            `json:"seed"`
	Config        sgn.Config        `json:"config"`
	Method        sgn.Method        `json:"method"`
	Normalisation string            `json:"normalisation"`
	Randomness    string            `json:"randomness"`
	FullBatch     int               `json:"full_batch"` // examples of the batch that the mean is compared with
	Plan          sgn.Plan          `json:"plan"`
	Backend       map[string]string `json:"backend"`
	Files         map[string]string `json:"files"` // batch size to file of draws
	Fits          map[string]string `json:"fits,omitempty"`
	MedianAlpha   map[string]string `json:"median_alpha,omitempty"`
	Columns       []columns         `json:"columns"` // of the files, in their order
}

// Run captures one network at one snapshot, or at several.
func (c captureCmd) Run(ctx context.Context, s streams) error {
	debug.SetMemoryLimit(int64(c.Memory) / 10 * 9) // the collector keeps its garbage within the bound
	progress := lab.NewProgress(s.err, lab.Auto)
	ctx = lab.WithProgress(ctx, progress)
	if err := c.haveSteps(); err != nil {
		return badInput{err}
	}
	n, err := c.open(ctx, progress)
	if err != nil {
		return err
	}
	if err := c.roomForDraws(n); err != nil {
		return badInput{err}
	}
	be, err := training.Open(ctx)
	if err != nil {
		return err
	}
	defer be.Finalize()
	lab.Notef(ctx, "backend: %s", be.Why)
	if len(c.Steps) == 0 {
		w, from, err := c.snapshot(n, -1)
		if err != nil {
			return err
		}
		return c.one(ctx, s, progress, be, n, w, from, 0, strings.TrimSuffix(c.Out, ".npy"))
	}
	for _, step := range c.Steps {
		w, from, err := c.snapshot(n, step)
		if err != nil {
			return err
		}
		if err := c.one(ctx, s, progress, be, n, w, from, step, fmt.Sprintf("%s-step%d", strings.TrimSuffix(c.Out, ".npy"), step)); err != nil {
			return err
		}
	}
	return nil
}

// snapshot reads the weights.
func (c captureCmd) snapshot(n *network, step int) (w training.Weights, from string, err error) {
	switch {
	case c.Weights == "" && n.encoder == nil:
		w, _, err = n.start(c.Seed)
		return w, "initial", err
	case c.Weights == "":
		w, _, err = n.start(c.Seed)
		return w, c.Pretrained, err
	case step >= 0:
		from = filepath.Join(c.Weights, snapshotFile(step))
	default:
		from = c.Weights
	}
	w, err = n.weights(from)
	return w, filepath.Base(from), err
}

// haveSteps looks for all snapshots before the first one is captured.
func (c captureCmd) haveSteps() error {
	var missing []int
	for _, step := range c.Steps {
		if _, err := os.Stat(filepath.Join(c.Weights, snapshotFile(step))); errors.Is(err, fs.ErrNotExist) {
			missing = append(missing, step)
		} else if err != nil {
			return fmt.Errorf("--steps %d: %w", step, err)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	have, err := snapshotSteps(c.Weights)
	if err != nil {
		return fmt.Errorf("--steps: %w", err)
	}
	if len(have) == 0 {
		return fmt.Errorf("--steps %v: no such file: %q holds no snapshot; 'sgnlab train --snapshots STEP,...' keeps them", missing, c.Weights)
	}
	return fmt.Errorf("--steps: no such file: %q holds no snapshot of %v; it has those of the steps %v", c.Weights, missing, have)
}

// snapshotSteps lists the snapshots of a folder in increasing order.
func snapshotSteps(folder string) (steps []int, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		var step int
		if n, err := fmt.Sscanf(e.Name(), "weights-%d.safetensors", &step); n == 1 && err == nil && e.Name() == snapshotFile(step) {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	return steps, nil
}

// roomForDraws compares the files of draws with the room on their disk, which what an interrupted capture has left is part of.
func (c captureCmd) roomForDraws(n *network) error {
	if c.NoDraws {
		return nil
	}
	count, err := c.coordinates()
	if err != nil {
		return err
	}
	if count == 0 {
		count = n.spec.Size()
	}
	files := len(c.Batch) * max(1, len(c.Steps))
	need := float64(min(count, n.spec.Size())) * float64(c.Draws) * 4 * float64(files)
	free, err := freeBytes(existing(filepath.Dir(c.Out)))
	if err != nil {
		return nil // a file system that does not say: writing will
	}
	left, err := os.ReadDir(filepath.Dir(c.Out))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, e := range left {
		if !strings.HasPrefix(e.Name(), strings.TrimSuffix(filepath.Base(c.Out), ".npy")) {
			continue
		}
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() {
			free += info.Size()
		}
	}
	if need > float64(free) {
		return fmt.Errorf("the draws take %s in %d files, and the disk of %q has %s free: free some, capture fewer draws or coordinates, or keep the fits only (--fit --no-draws)", lab.Bytes(int64(min(need, 1<<62))), files, c.Out, lab.Bytes(free))
	}
	return nil
}

// keepInputs refuses outputs that are inputs by another name, before anything is computed.
func (c captureCmd) keepInputs(stem string, step int) error {
	inputs := []string{c.Weights, filepath.Join(c.Weights, weightsFile), filepath.Join(c.Weights, snapshotFile(step))}
	for _, name := range pretrained.Files() {
		inputs = append(inputs, filepath.Join(c.Pretrained, name))
	}
	outputs := []string{stem + ".json"}
	for _, b := range c.Batch {
		for _, end := range []string{".npy", "-fits.tsv", "-mean.npy", "-stderr.npy"} {
			outputs = append(outputs, c.name(stem, b)+end)
		}
	}
	for _, out := range outputs {
		if err := files.Check(out, inputs...); err != nil {
			return err
		}
	}
	return nil
}

// one captures at one snapshot into files that begin with stem.
func (c captureCmd) one(ctx context.Context, s streams, progress *lab.Progress, be *training.Backend, n *network, w training.Weights, from string, step int, stem string) error {
	count, err := c.coordinates()
	if err != nil {
		return err
	}
	count = min(count, n.spec.Size())
	if count == n.spec.Size() {
		count = 0
	}
	cfg := sgn.Config{Method: sgn.Method(c.Method), Batches: c.Batch, Draws: c.Draws, Coordinates: count, WithoutReplacement: c.Without, Epoch: c.Epoch, FreezeNoise: c.Freeze, MicroBatch: c.Micro}
	if c.Augment {
		cfg.Augment = training.CropFlip
	}
	source := sgn.Source{Model: n.model, Spec: n.spec, Weights: w, Set: n.set}
	if err := cfg.Validate(source); err != nil {
		return badInput{err}
	}
	out := captured{Model: c.Model, Data: n.set.Name, DataDigest: n.set.Digest, Examples: n.set.Train.Len(), Parameters: n.spec.Size(), Weights: from,
		WeightsDigest: w.Digest(), Step: step, Seed: c.Seed, Config: cfg, Backend: be.Facts(), Files: map[string]string{}}
	coords := sgn.All(n.spec)
	if count > 0 {
		if coords, err = sgn.Sample(n.spec, count, c.Seed); err != nil {
			return badInput{err}
		}
	}
	out.Columns = columnsOf(n.spec, coords)
	scratch := c.Scratch
	if scratch == "" {
		scratch = stem + ".scratch"
	}
	_, err = os.Lstat(scratch)
	ours := c.Scratch == "" || errors.Is(err, fs.ErrNotExist)
	if info, err := os.Stat(scratch); err == nil && !info.IsDir() {
		return badInput{fmt.Errorf("the scratch folder %q is no folder; name another one by --scratch", scratch)}
	}
	unlock, err := lockCapture(stem, scratch)
	if err != nil {
		return badInput{err}
	}
	defer unlock()
	id, err := settingsOf(out, be.Identity(), sgn.Version)
	if err != nil {
		return err
	}
	if err := c.keepInputs(stem, step); err != nil {
		return badInput{err}
	}
	to, err := c.sinks(stem, len(coords), func(k int) string { return coords[k].Name(n.spec) }, id)
	if err != nil {
		return err
	}
	defer func() { _ = to.each(func(s sink) error { s.close(); return nil }) }()
	var task *lab.Task
	message := ""
	r, err := sgn.Stream(ctx, be, source, cfg, c.Seed, to, sgn.Options{Memory: int64(c.Memory), Disk: int64(c.Disk), Scratch: scratch,
		Planned: func(m sgn.Method, p sgn.Plan) { lab.Notef(ctx, "%s: %s", m, p) },
		Progress: func(done, total int, what string) {
			if what != message {
				if task != nil {
					task.Done(nil)
				}
				message, task = what, progress.Start(what, total, 0)
			}
			task.Set(done)
		}})
	if task != nil {
		task.Done(err)
	}
	if err != nil {
		if errors.As(err, new(*sgn.BoundError)) || errors.Is(err, sgn.ErrNotFinite) || errors.Is(err, sgn.ErrScratch) {
			return badInput{err}
		}
		return err
	}
	if err := to.each(sink.finish); err != nil {
		return err
	}
	if ours {
		_ = os.Remove(scratch) // the folder goes if it is empty
	}
	return c.report(s, out, r, to, stem, len(coords))
}

func (c captureCmd) name(stem string, batch int) string {
	if len(c.Batch) == 1 {
		return stem
	}
	return fmt.Sprintf("%s-B%d", stem, batch)
}

// sinks opens the files of every batch size.
func (c captureCmd) sinks(stem string, coordinates int, coordinate func(int) string, id string) (sinks, error) {
	to := sinks{}
	open := func(b int) error {
		name := c.name(stem, b)
		if !c.NoDraws {
			f, err := openNPY(name+".npy", c.Draws, coordinates, fmt.Sprint(id, "-draws-", b))
			if err != nil {
				return err
			}
			to[b] = append(to[b], f)
		}
		if c.Fit {
			f, err := openFits(name+"-fits.tsv", coordinate, runtime.GOMAXPROCS(0), fmt.Sprint(id, "-fits-", b))
			if err != nil {
				return err
			}
			to[b] = append(to[b], f)
		}
		return nil
	}
	for _, b := range c.Batch {
		if err := open(b); err != nil {
			_ = to.each(func(s sink) error { s.close(); return nil })
			if errors.Is(err, files.ErrPartial) || errors.Is(err, files.ErrTarget) {
				err = badInput{err}
			}
			return nil, err
		}
	}
	return to, nil
}

// lockCapture keeps a second capture from the same files, also through the scratch folder. The folder's lock lies beside it,
// so that an empty folder can go.
func lockCapture(stem, scratch string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(stem), 0o777); err != nil {
		return nil, fmt.Errorf("make the folder for the draws: %w", err)
	}
	first, err := files.Lock(stem+".lock", stem+".npy")
	if err != nil {
		return nil, err
	}
	second, err := files.Lock(filepath.Clean(scratch)+".lock", scratch)
	if err != nil {
		first()
		return nil, err
	}
	return func() { second(); first() }, nil
}

// report writes what belongs to the draws, and says what was done.
func (c captureCmd) report(s streams, out captured, r *sgn.Capture, to sinks, stem string, coordinates int) error {
	out.Method, out.Normalisation, out.Randomness, out.FullBatch, out.Plan = r.Method, r.Normalisation, r.Randomness, r.FullBatch, r.Plan
	var lines []string
	for _, b := range r.Blocks {
		name, key := c.name(stem, b.Batch), strconv.Itoa(b.Batch)
		if !c.NoDraws {
			out.Files[key] = filepath.Base(name) + ".npy"
			lines = append(lines, fmt.Sprintf("%s.npy: %d draws of %d coordinates, B = %d", name, b.Draws, coordinates, b.Batch))
		}
		if err := lab.WriteNPY(name+"-mean.npy", b.Mean); err != nil {
			return err
		}
		if b.StdErr != nil {
			if err := lab.WriteNPY(name+"-stderr.npy", b.StdErr); err != nil {
				return err
			}
		}
		for _, one := range to[b.Batch] {
			f, ok := one.(*fitSink)
			if !ok {
				continue
			}
			if out.Fits == nil {
				out.Fits, out.MedianAlpha = map[string]string{}, map[string]string{}
			}
			out.Fits[key] = filepath.Base(name) + "-fits.tsv"
			line := fmt.Sprintf("%s-fits.tsv: B = %d", name, b.Batch)
			if len(f.alpha) > 0 {
				slices.Sort(f.alpha)
				out.MedianAlpha[key] = fmt.Sprintf("%.4f", f.alpha[len(f.alpha)/2])
				line += fmt.Sprintf(", median tail index %.4f of %d fits, %d coordinates without a fit", f.alpha[len(f.alpha)/2], len(f.alpha), f.failed)
			} else {
				line += fmt.Sprintf(", none of %d coordinates has a fit; the file says why", f.failed)
			}
			lines = append(lines, line)
		}
	}
	if err := lab.WriteJSON(stem+".json", out); err != nil {
		return err
	}
	if c.JSON {
		return json.NewEncoder(s.out).Encode(out)
	}
	fmt.Fprintf(s.out, "%s on %s (%s weights), %d examples: %s, %s; %s\n", out.Model, out.Data, out.Weights, out.Examples, r.Method, r.Normalisation, r.Randomness)
	for _, l := range lines {
		fmt.Fprintln(s.out, l)
	}
	largest := 0.0
	for i, v := range r.Full {
		if e := r.Blocks[0].StdErr; e != nil && e[i] > 0 {
			largest = math.Max(largest, math.Abs(r.Blocks[0].Mean[i]-v)/e[i])
		}
	}
	if largest > 0 {
		fmt.Fprintf(s.out, "the mean gradient is estimated; it differs from that of one batch of %d examples by at most %.1f standard errors at B = %d\n", r.FullBatch, largest, r.Blocks[0].Batch)
	}
	return nil
}
