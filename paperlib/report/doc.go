// Package report gathers what the notebooks found and shows it: Save writes a notebook's verdicts, checks and
// settings, HTML makes one self-contained page of an output folder, Publish copies the small files of a full run
// beside the published results, and Reproduce writes REPRODUCE.md from them.
//
// Layout, the same in runs/out/<profile>/ and in figures/results/:
//
//	verdicts/NN.json    []lab.Verdict
//	checks/NN.json      []lab.CheckResult
//	provenance/NN.json  Section: title, profile, seed, settings, data, results, hardware
//	timing/NN.json      {"seconds": s}, the wall time of notebook NN, written by whoever executed it
//
// The package imports neither GoMLX nor cgo.
package report
