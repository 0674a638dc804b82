package training_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/internal/testbackend"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// A cancelled run takes no further step, whatever it was at: nothing yet, its first step (behind which lies the compilation),
// the end of an epoch.
func TestCancelEndsARun(t *testing.T) {
	if _, err := training.Open(cancelled()); !errors.Is(err, context.Canceled) {
		t.Errorf("a backend was opened: %v", err)
	}
	be := testbackend.Go(t)
	if _, err := training.Train(cancelled(), be, model(t, "mlp"), blobs, config, 1, training.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run: %v", err)
	}
	for _, at := range []int{1, 8} {
		ctx, cancel := context.WithCancel(ctx)
		last := 0
		_, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 1, training.Options{Progress: func(step, _ int, _ string) {
			if last = step; step == at {
				cancel()
			}
		}})
		if !errors.Is(err, context.Canceled) || last != at {
			t.Errorf("cancelled at step %d, the run went to %d: %v", at, last, err)
		}
	}
}

func cancelled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// A checkpoint behind a step that was not kept is passed over, and the run has the same bits.
func TestResumable(t *testing.T) {
	be := testbackend.Go(t)
	for _, keep := range []bool{true, false} {
		dir, kept := t.TempDir(), map[int]string{}
		stopped, cancel := context.WithCancel(ctx)
		o := training.Options{Checkpoints: dir, Every: 2, Snapshots: []int{1, 9}, Resumable: func(step int) bool { return step <= 1 || kept[1] != "" },
			Take: func(step int, w training.Weights) error { kept[step] = w.Digest(); return nil },
			Progress: func(step, _ int, _ string) {
				if step == 5 {
					cancel()
				}
			}}
		if _, err := training.Train(stopped, be, model(t, "mlp"), blobs, config, 5, o); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		want := kept[1]
		if !keep {
			delete(kept, 1)
		}
		first, notes := 0, 0
		o.Progress = func(step, _ int, _ string) {
			if first == 0 {
				first = step
			}
		}
		o.Note = func(string) { notes++ }
		if _, err := training.Train(ctx, be, model(t, "mlp"), blobs, config, 5, o); err != nil {
			t.Fatal(err)
		}
		if begin := map[bool]int{true: 5, false: 1}[keep]; first != begin || kept[1] != want || kept[9] == "" || (notes > 0) == keep {
			t.Errorf("kept %t: the run began with step %d, want %d; %d notes; snapshot the same: %t", keep, first, begin, notes, kept[1] == want)
		}
	}
}
