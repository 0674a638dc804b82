package pipeline

import (
	"context"
	"errors"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/datasets"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Lab is what a study works with. Its methods are safe for concurrent use.
type Lab struct {
	Store   *lab.Store
	Profile lab.Profile
	Seed    uint64
	// Custom is the digest of a reader's own code (a network, loss or noise written in a notebook). It enters the
	// identity of everything that such code has a part in.
	Custom string

	mu      sync.Mutex
	backend *training.Backend
	sets    map[string]*datasets.Set
}

// Open opens the run store under the profile and seed of the environment (SGNLAB_PROFILE, SGNLAB_SEED). Anything wrong with
// the environment is an error here, before a study asks which data sets there are.
func Open() (*Lab, error) {
	if err := lab.CheckEnvironment(); err != nil {
		return nil, err
	}
	profile, err := lab.CurrentProfile()
	if err != nil {
		return nil, err
	}
	seed, err := lab.CurrentSeed()
	if err != nil {
		return nil, err
	}
	store, err := lab.OpenDefault()
	if err != nil {
		return nil, err
	}
	return &Lab{Store: store, Profile: profile, Seed: seed}, nil
}

// Close frees the backend if one was opened.
func (l *Lab) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.backend != nil {
		l.backend.Finalize()
		l.backend = nil
	}
}

// Backend opens the backend when something must be computed for the first time, and says which one it is.
func (l *Lab) Backend(ctx context.Context) (*training.Backend, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.backend == nil {
		b, err := training.Open(ctx)
		if err != nil {
			return nil, err
		}
		lab.Notef(ctx, "backend: %s", b.Why)
		l.backend = b
	}
	return l.backend, nil
}

// note writes the facts about the backend into the provenance of a result.
func (l *Lab) note(ctx context.Context, w *lab.Work) (*training.Backend, error) {
	b, err := l.Backend(ctx)
	if err != nil {
		return nil, err
	}
	for k, v := range b.Facts() {
		w.Provenance(k, v)
	}
	return b, nil
}

// custom is the digest to put into the identity of a result in which a reader's code takes part.
func (l *Lab) custom(is bool) string {
	if !is {
		return ""
	}
	if l.Custom == "" {
		panic(errors.New("pipeline: a network or a loss of the reader's own needs Lab.Custom, the digest of the code that defines it: set it with nb.CellDigest"))
	}
	return l.Custom
}
