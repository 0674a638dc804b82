package capture

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/sgnlab/sgnlab/paperlib/bench"
	"github.com/sgnlab/sgnlab/paperlib/bench/peer"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// Options of a run.
type Options struct {
	Short   bool
	Repeats int               // of a measure, at least
	Peers   map[string]string // key (pytorch, jax) to its Python; absent ones are left out
	Absent  []bench.Absence
	Script  string // capture_peers.py
	Log     io.Writer
	// Do runs a job in a process of its own.
	Do func(ctx context.Context, j Job) (Done, error)
}

// say tells what is done, and when since the start of the run.
func (r *Result) say(o Options, format string, a ...any) {
	fmt.Fprintf(o.Log, "bench: %4.0f s: %s\n", time.Since(r.Started).Seconds(), fmt.Sprintf(format, a...))
}

// Run compares.
func Run(ctx context.Context, o Options) (*Result, error) {
	r := &Result{Schema: 1, Started: time.Now().UTC(), Short: o.Short, Repeats: o.Repeats, Threads: runtime.GOMAXPROCS(0), Absent: o.Absent,
		Versions: map[string]string{}, PeersKiB: map[string]int64{}, Machine: bench.ThisMachine(), Code: lab.SourceCode()}
	be, err := training.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer be.Finalize()
	r.Backend = be.Facts()
	peers, err := r.start(ctx, o)
	defer func() {
		for _, p := range peers {
			p.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	for _, n := range nets() {
		if err := r.net(ctx, o, be, n, peers); err != nil {
			return nil, fmt.Errorf("%s: %w", n.name, err)
		}
	}
	for _, p := range peers {
		a, err := p.call(map[string]any{"op": "peak"})
		if err != nil {
			return nil, err
		}
		r.PeersKiB[p.Key] = a.KiB
	}
	if err := r.study(ctx, o, peers); err != nil {
		return nil, fmt.Errorf("study: %w", err)
	}
	if err := r.growth(ctx, o); err != nil {
		return nil, fmt.Errorf("growth: %w", err)
	}
	r.judge()
	r.Seconds = time.Since(r.Started).Seconds()
	return r, nil
}

// start starts the peers that there are, all at once.
func (r *Result) start(ctx context.Context, o Options) ([]other, error) {
	var keys []string
	for _, key := range []string{"jax", "pytorch"} {
		if o.Peers[key] != "" {
			keys = append(keys, key)
		}
	}
	all := make([]*peer.Peer, len(keys))
	var g errgroup.Group
	for i, key := range keys {
		g.Go(func() (err error) {
			all[i], err = peer.Start(ctx, key, o.Peers[key], o.Script, r.Threads)
			return err
		})
	}
	err := g.Wait()
	var peers []other
	for _, one := range all {
		if one != nil {
			peers = append(peers, other{one})
			r.Versions[one.Key] = one.Version
		}
	}
	return peers, err
}
