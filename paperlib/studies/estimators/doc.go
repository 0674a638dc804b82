// Package nb03 makes figure 3, "What tail-index estimators really measure", and its two tables: every estimator and
// test of package tails on draws whose law is known. It settles no claim of the paper; it says how far the numbers that
// settle them can be trusted, by the criteria of criteria.go, which were written before the run.
//
// It takes plain numbers and imports neither GoMLX nor cgo: package nb03/run simulates.
package estimators

// Notebook is the number of the notebook, Study the folder of its results in the run store.
const (
	Notebook = "03"
	Study    = "nb03"
)

// Version counts changes of what package run computes from the same settings, VerdictsVersion those of what package
// analyze says of the same files.
const (
	Version         = 1
	VerdictsVersion = 2
)

// File names: the figure, the table of intervals and tests, and that of verdicts on whole files.
const (
	Name         = "fig03-what-estimators-measure"
	RatesName    = "table03-intervals-and-tests"
	VerdictsName = "table03-verdicts"
)

// Title is the notebook's claim as a sentence.
const Title = "What do tail-index estimators really measure?"

// Data is the name of what is judged, for stamps.
const Data = "synthetic"
