// Package lab keeps what was computed: the run store, its provenance, progress, verdicts and checks.
//
// A unit is one idempotent piece of a study's work. Its ID is the SHA-256 of everything that determines the result
// (study, knobs, seed, versions of the algorithms, digests of the inputs), never of the machine, the number of
// workers or the time. Do looks a unit up and computes it only when it is absent:
//
//	store, err := lab.Open(runs, "figures/results")
//	fit, entry, err := lab.Do(ctx, store, unit, func(ctx context.Context, w *lab.Work) (Fit, error) { ... })
//
// An entry is a plain folder <study>/<id>/ with config.json, result.json, provenance.json and any arrays (.npy). It is
// built under a temporary name, synced and renamed, so that present means complete: a process killed at any moment
// leaves nothing that could be taken for a result.
//
// The package imports neither GoMLX nor cgo.
package lab
