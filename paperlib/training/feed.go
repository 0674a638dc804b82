package training

import (
	"fmt"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/tensors"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

// feed assembles the parts of batches ahead of the backend, on another core: two buffers take turns. All random numbers
// are functions of (seed, step).
type feed struct {
	t             *trainer
	parts         int // of a step
	buffers       [2]*Buffer
	epochs        [2]int   // whose orders are at hand
	orders        [2][]int // of the examples
	noise, window *rand.Rand
	work          chan error // of the part that is being assembled
	last          int        // the end of all parts
}

// newFeed begins with the first part of the trainer's next step.
func newFeed(t *trainer) (*feed, error) {
	f := &feed{t: t, parts: t.config.parts(), last: t.total * t.config.parts()}
	for i := range f.buffers {
		var err error
		if f.buffers[i], err = NewBuffer(t.be, t.spec, t.config.Batch/f.parts); err != nil {
			return nil, err
		}
	}
	f.begin(t.step * f.parts)
	return f, nil
}

// batch is the list of the examples of a step, of the last or the coming epoch.
func (f *feed) batch(step int) []int {
	e := step / f.t.perEpoch
	if f.orders[e%2] == nil || f.epochs[e%2] != e {
		f.epochs[e%2], f.orders[e%2] = e, order(f.t.seed, e, f.t.set.Train.Len())
	}
	b := step % f.t.perEpoch * f.t.config.Batch
	return f.orders[e%2][b : b+f.t.config.Batch]
}

// begin starts to assemble part n, counted over the whole run.
func (f *feed) begin(n int) {
	f.work = make(chan error, 1)
	if n >= f.last {
		f.work <- nil
		return
	}
	t, step, part := f.t, n/f.parts, n%f.parts
	index := f.batch(step)
	index = index[part*len(index)/f.parts : (part+1)*len(index)/f.parts]
	if part == 0 {
		f.noise, f.window = rng.New(t.seed, "noise", fmt.Sprint(step)), rng.New(t.seed, "augment", fmt.Sprint(step))
	}
	work, buffer := f.work, f.buffers[n%2]
	go func() {
		work <- buffer.Fill(t.set.Train, index, func(_ int, image, z []float32) {
			if t.config.Augment != "" {
				Augment(image, t.spec.Shape, f.window)
			}
			if len(z) > 0 {
				t.spec.DrawNoise(z, f.noise)
			}
		})
	}()
}

// get waits for part n and begins the next one, in the buffer of part n-1: the computation with that must have ended.
func (f *feed) get(n int) ([]*tensors.Tensor, error) {
	err := <-f.work
	f.begin(n + 1)
	return f.buffers[n%2].Tensors(), err
}

func (f *feed) close() {
	<-f.work
	for _, b := range f.buffers {
		b.Finalize()
	}
}
