package sgn_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/internal/testset"
	"github.com/sgnlab/sgnlab/paperlib/models"
	"github.com/sgnlab/sgnlab/paperlib/sgn"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// keeper keeps what it is handed, checks the order, and fails once when it is told to.
type keeper struct {
	columns map[int][]float32
	count   map[int]int
	failAt  int // calls until a failure; 0: never
	calls   int
}

func newKeeper() *keeper { return &keeper{columns: map[int][]float32{}, count: map[int]int{}} }

var errFull = errors.New("no space left on device")

func (k *keeper) Columns(_ context.Context, batch, first, draws int, u []float32) error {
	if k.calls++; k.calls == k.failAt {
		return errFull
	}
	if first != k.count[batch] || len(u)%draws != 0 {
		return fmt.Errorf("batch %d: coordinates from %d after %d", batch, first, k.count[batch])
	}
	k.columns[batch] = append(k.columns[batch], u...)
	k.count[batch] += len(u) / draws
	return nil
}

func (k *keeper) Received(batch int) int { return k.count[batch] }

// bounds finds a memory bound under which the capture takes the path with more than one block.
func bounds(t *testing.T, be *training.Backend, s sgn.Source, c sgn.Config, want sgn.Storage, disk int64) sgn.Options {
	t.Helper()
	for memory := int64(5 << 28); memory > 768<<20; memory -= 128 << 10 {
		o := sgn.Options{Memory: memory, Disk: disk, Scratch: t.TempDir()}
		r, err := sgn.PlanOf(be, s, c, o)
		if err == nil && r.Storage == want && r.Block < s.Spec.Size()/2 {
			return o
		}
	}
	t.Fatalf("no bound on memory gives the path %s", want)
	return sgn.Options{}
}

// In memory, through a scratch file and in several passes the draws have the same bits, and those of Run. A file in
// memory of the whole would be 150 x 23,000 numbers.
func TestEveryPathGivesTheSameBits(t *testing.T) {
	testbackend.Each(t, everyPathGivesTheSameBits)
}

func everyPathGivesTheSameBits(t *testing.T, be *training.Backend) {
	s := source(t, "conv-gn")
	c := sgn.Config{Method: sgn.Auto, Batches: []int{4, 33}, Draws: 50}
	run := capture(t, be, s, c)
	for _, method := range []sgn.Method{sgn.Bank, sgn.Direct} {
		c.Method = method
		var first *keeper
		for _, path := range []sgn.Storage{sgn.InMemory, sgn.OnDisk, sgn.Passes} {
			if path == sgn.Passes && method == sgn.Direct {
				continue
			}
			disk := int64(1 << 30)
			if path == sgn.Passes {
				disk = 0
			}
			o := sgn.Options{}
			if path != sgn.InMemory {
				o = bounds(t, be, s, c, path, disk)
			}
			k := newKeeper()
			r, err := sgn.Stream(ctx, be, s, c, 9, k, o)
			if err != nil {
				t.Fatal(err)
			}
			if r.Plan.Storage != path || path == sgn.Passes && r.Plan.Passes < 2 || r.Plan.Memory > max(o.Memory, sgn.DefaultMemory) {
				t.Fatalf("%s, %s: %s", method, path, r.Plan)
			}
			if left, _ := os.ReadDir(o.Scratch); len(left) > 0 && o.Scratch != "" {
				t.Errorf("%s, %s leaves %v", method, path, left)
			}
			if first == nil {
				first = k
				continue
			}
			if d := cmp.Diff(first.columns, k.columns); d != "" {
				t.Errorf("%s, %s: the draws differ", method, path)
			}
		}
		if method == sgn.Bank {
			for i, b := range run.Blocks {
				for j := range run.Coordinates {
					for d := range c.Draws {
						if run.Blocks[i].U[d*len(run.Coordinates)+j] != first.columns[b.Batch][j*c.Draws+d] {
							t.Fatalf("batch %d, draw %d of coordinate %d differs between Run and Stream", b.Batch, d, j)
						}
					}
				}
			}
		}
	}
}

// An observer whose disk is full, or a cancelled context, ends the capture with an error; the next call goes on from the
// finished blocks and rows, to the same bits.
func TestInterruptedCaptureResumes(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "conv-gn")
	for _, method := range []sgn.Method{sgn.Bank, sgn.Direct} {
		c := sgn.Config{Method: method, Batches: []int{4, 33}, Draws: 50}
		whole := newKeeper()
		if _, err := sgn.Stream(ctx, be, s, c, 9, whole, sgn.Options{}); err != nil {
			t.Fatal(err)
		}
		o := bounds(t, be, s, c, sgn.OnDisk, 1<<30)
		k := newKeeper()
		stopped, cancel := context.WithCancel(ctx)
		o.Progress = func(done, total int, what string) {
			if strings.HasPrefix(what, "per-example") && done > total/2 || strings.HasPrefix(what, "direct") && done > total/3 {
				cancel()
			}
		}
		if _, err := sgn.Stream(stopped, be, s, c, 9, k, o); !errors.Is(err, context.Canceled) {
			t.Fatalf("%s: cancelled: %v", method, err)
		}
		first := -1
		o.Progress = func(done, _ int, what string) {
			if first < 0 && (strings.HasPrefix(what, "per-example") || strings.HasPrefix(what, "direct")) {
				first = done
			}
		}
		k.failAt = 3
		if _, err := sgn.Stream(ctx, be, s, c, 9, k, o); !errors.Is(err, errFull) {
			t.Fatalf("%s: full disk: %v", method, err)
		}
		if first < 10 {
			t.Errorf("%s: the second call begins with row %d: nothing was kept", method, first)
		}
		if _, err := sgn.Stream(ctx, be, s, c, 9, k, o); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(whole.columns, k.columns); d != "" {
			t.Errorf("%s: the resumed capture differs", method)
		}
	}
}

// Rows of a scratch file that were changed on the disk, or that belong to another capture, are computed again.
func TestDamagedScratchFile(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "conv-gn")
	c := sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: 50}
	whole := newKeeper()
	if _, err := sgn.Stream(ctx, be, s, c, 9, whole, sgn.Options{}); err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(t *testing.T, rows string){
		"a changed byte": func(t *testing.T, rows string) {
			b, err := os.ReadFile(rows)
			if err != nil {
				t.Fatal(err)
			}
			b[len(b)/3] ^= 1
			if err := os.WriteFile(rows, b, 0o644); err != nil {
				t.Fatal(err)
			}
		},
		"a file cut short": func(t *testing.T, rows string) {
			if err := os.Truncate(rows, 1000); err != nil {
				t.Fatal(err)
			}
		},
		"half a list": func(t *testing.T, rows string) {
			if err := os.Truncate(rows+".json", 20); err != nil {
				t.Fatal(err)
			}
		},
	} {
		o := bounds(t, be, s, c, sgn.OnDisk, 1<<30)
		k := newKeeper()
		k.failAt = 1
		if _, err := sgn.Stream(ctx, be, s, c, 9, k, o); !errors.Is(err, errFull) {
			t.Fatal(err)
		}
		damage(t, filepath.Join(o.Scratch, "bank.rows"))
		if _, err := sgn.Stream(ctx, be, s, c, 9, k, o); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if d := cmp.Diff(whole.columns, k.columns); d != "" {
			t.Errorf("%s: the draws differ", name)
		}
	}
	o := bounds(t, be, s, c, sgn.OnDisk, 1<<30)
	k := newKeeper()
	k.failAt = 1
	other := s
	other.Weights = training.InitialWeights(s.Spec, 77)
	if _, err := sgn.Stream(ctx, be, other, c, 9, k, o); !errors.Is(err, errFull) {
		t.Fatal(err)
	}
	if _, err := sgn.Stream(ctx, be, s, c, 9, k, o); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(whole.columns, k.columns); d != "" {
		t.Error("rows of other weights were taken over")
	}
}

// A scratch folder that cannot be written, and bounds under which not even one block fits, are errors that say so.
func TestBoundsTooSmall(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "conv-gn")
	c := sgn.Config{Method: sgn.Bank, Batches: []int{8}, Draws: 50}
	c.Coordinates = 40 // three tiles
	_, err := sgn.Stream(ctx, be, s, c, 9, newKeeper(), sgn.Options{Memory: 1 << 20})
	var bound *sgn.BoundError
	if !errors.As(err, &bound) || bound.What != "memory" || bound.Need <= 1<<20 {
		t.Fatalf("a mebibyte of memory: %v", err)
	}
	if _, err := sgn.Stream(ctx, be, s, c, 9, newKeeper(), sgn.Options{Memory: bound.Need}); err != nil {
		t.Errorf("with the memory that the error asks for: %v", err)
	}
	c.Method = sgn.Direct // draws are not computed twice
	c.Draws, c.Coordinates = 20000, 0
	if _, err := sgn.Stream(ctx, be, s, c, 9, newKeeper(), sgn.Options{Memory: bound.Need}); !errors.As(err, &bound) {
		t.Errorf("direct without room for the draws: %v", err)
	}
	c.Method, c.Draws = sgn.Bank, 50
	o := bounds(t, be, s, c, sgn.OnDisk, 1<<30)
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	o.Scratch = file
	if _, err := sgn.Stream(ctx, be, s, c, 9, newKeeper(), o); err == nil || !strings.Contains(err.Error(), "scratch") {
		t.Errorf("a scratch folder that is a file: %v", err)
	}
}

// A coordinate whose gradient is the same for all examples has draws that are exactly zero: dead units, and here a whole
// input that is constant.
func TestConstantCoordinatesGiveZeros(t *testing.T) {
	be := testbackend.Go(t)
	set := testset.Blobs([3]int{8, 8, 1}, 4, 60, 1)
	for i := range set.Train.Len() {
		set.Train.Images[i*64+5] = 0
	}
	m, err := models.ByName("mlp")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := models.Describe(m, training.InputOf(set))
	if err != nil {
		t.Fatal(err)
	}
	s := sgn.Source{Model: m, Spec: spec, Weights: training.InitialWeights(spec, 1), Set: set}
	for _, method := range []sgn.Method{sgn.Bank, sgn.Direct} {
		r := capture(t, be, s, sgn.Config{Method: method, Batches: []int{7}, Draws: 30})
		zero, other := 0, 0
		for d := range 30 {
			for unit := range 64 {
				if r.Blocks[0].U[d*spec.Size()+5*64+unit] == 0 {
					zero++
				}
				if r.Blocks[0].U[d*spec.Size()+6*64+unit] != 0 {
					other++
				}
			}
		}
		if zero != 30*64 || other < 15*64 {
			t.Errorf("%s: %d of %d draws of the constant input are zero, %d of another input are not", method, zero, 30*64, other)
		}
	}
}

// Batches within an epoch: the draws of one epoch of the direct and the bank method agree, and add up to nothing when the
// batch size divides the set.
func TestEpochDraws(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "mlp")
	c := sgn.Config{Batches: []int{30}, Draws: 10, Coordinates: 60, Epoch: true} // 150 examples: 5 batches an epoch
	c.Method = sgn.Direct
	direct := capture(t, be, s, c)
	c.Method = sgn.Bank
	bank := capture(t, be, s, c)
	ref := scale(direct.Blocks[0].U)
	for e := range 2 {
		for j := range 60 {
			sum := 0.0
			for d := e * 5; d < (e+1)*5; d++ {
				a, b := float64(direct.Blocks[0].U[d*60+j]), float64(bank.Blocks[0].U[d*60+j])
				if a-b > 1e-4*ref || b-a > 1e-4*ref {
					t.Fatalf("draw %d of coordinate %d: direct %v, bank %v", d, j, a, b)
				}
				sum += b
			}
			if sum > 1e-4*ref || sum < -1e-4*ref {
				t.Errorf("epoch %d, coordinate %d: the draws add up to %v", e, j, sum)
			}
		}
	}
	c.WithoutReplacement = true
	if _, err := sgn.Run(ctx, be, s, c, 9, sgn.Options{}); err == nil || !strings.Contains(err.Error(), "choose one") {
		t.Errorf("both ways of sampling: %v", err)
	}
}

// Where a loss draws random numbers there is no bank, and the mean is an estimate; with the numbers frozen for each example
// direct and bank agree draw by draw.
func TestRandomLoss(t *testing.T) {
	be, s := testbackend.Go(t), source(t, "vae")
	c := sgn.Config{Batches: []int{8}, Draws: 20, Coordinates: 60, Method: sgn.Bank}
	if _, err := sgn.Run(ctx, be, s, c, 9, sgn.Options{}); !errors.Is(err, sgn.ErrRandom) {
		t.Errorf("a bank of a random loss: %v", err)
	}
	c.Method = sgn.Auto
	r := capture(t, be, s, c)
	if r.Method != sgn.Direct || r.Blocks[0].StdErr == nil || !strings.Contains(r.Randomness, "afresh") {
		t.Errorf("method %s, %q", r.Method, r.Randomness)
	}
	again := capture(t, be, s, c)
	if d := cmp.Diff(r.Blocks[0].U, again.Blocks[0].U); d != "" {
		t.Error("a second capture has other random numbers")
	}
	c.MicroBatch = 3
	for j, v := range capture(t, be, s, c).Blocks[0].U {
		if d, tol := float64(v-r.Blocks[0].U[j]), 2e-5*scale(r.Blocks[0].U)*35; d > tol || d < -tol {
			t.Fatalf("draw %d, coordinate %d: %v in micro-batches, %v at once", j/60, j%60, v, r.Blocks[0].U[j])
		}
	}
	c.MicroBatch = 0
	for _, augment := range []string{"", training.CropFlip} {
		c.FreezeNoise, c.Augment = true, augment
		c.Method = sgn.Direct
		direct := capture(t, be, s, c)
		c.Method = sgn.Bank
		bank := capture(t, be, s, c)
		if !strings.Contains(bank.Randomness, "conditional") || bank.Blocks[0].StdErr != nil {
			t.Errorf("frozen: %q", bank.Randomness)
		}
		tol := 2e-5 * scale(bank.Blocks[0].U) * 35
		for j, v := range direct.Blocks[0].U {
			if d := float64(v - bank.Blocks[0].U[j]); d > tol || d < -tol {
				t.Fatalf("augment %q, number %d: direct %v, bank %v", augment, j, v, bank.Blocks[0].U[j])
			}
		}
	}
}
