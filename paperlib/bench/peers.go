package bench

import (
	"fmt"
	"path/filepath"
)

// OneThread are variables that keep numerical libraries to one thread, as everything here is timed on one core.
var OneThread = []string{"OMP_NUM_THREADS=1", "OPENBLAS_NUM_THREADS=1", "MKL_NUM_THREADS=1",
	"XLA_FLAGS=--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1", "JAX_PLATFORMS=cpu", "JAX_ENABLE_X64=1"}

// LookedFor are implementations that were looked for and cannot take part, with the reason. Found and taken are scipy,
// pylevy (levy-stable on PyPI), libstable (pystable), levy-stable-jax, stabpy and gonum.
var LookedFor = []Absence{
	{"scipy with fft-simpson", "experimental by its own warning; raises an error for alpha < 1, and for samples with far tails (a grid above 2^30 points)"},
	{"R stabledist", "a Debian or CRAN package for a system-wide R; it cannot be installed into the clone"},
	{"R libstable4u", "CRAN only, and needs a system-wide R; its C library is compared as libstable"},
	{"Julia AlphaStableDistributions.jl", "draws and fits, but has no density or distribution; needs a system-wide Julia"},
	{"STBL for MATLAB", "needs MATLAB"},
	{"levy-stable-pytorch (PyPI)", "its only release, 0.0.0.3, holds no code"},
	{"pystab (PyPI)", "its only release holds no code"},
	{"Mixstable (PyPI)", "calls R's libstable4u and scipy; no density of its own"},
	{"npm", "packages of the Levy law (alpha = 1/2) only"},
}

// References are the reference files of package stable: 22 digits and more, symmetric laws.
func References(root string) ([]string, error) {
	dir := filepath.Join(root, "paperlib", "stable", "testdata")
	files := []string{filepath.Join(dir, "stable_ref.csv")}
	more, err := filepath.Glob(filepath.Join(dir, "reference", "symmetric*.csv"))
	if err != nil {
		return nil, fmt.Errorf("looking for the reference values: %w", err)
	}
	return append(files, more...), nil
}
