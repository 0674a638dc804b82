// Package study is the one shape of every notebook: knobs, criteria, and a function from results to what is shown.
//
// A study is two small packages. The first (studies/escape) holds a Study: what a reader turns, how the claims are
// settled, and Show, a pure function from knobs and results to figures, tables, verdicts and the numbers that a
// reproduction is checked by. It needs neither GoMLX nor cgo, so that a cell which only draws is rebuilt in under a second.
// The second (studies/escape/run) lists the units that compute the results; see package study/run. All else is here or there,
// once: loading, the join of seeds, the published results behind a turned knob, checks, files, the record for the report.
//
// A cell of a notebook is a process of its own. The compute cell leaves an Index, the ids of its results in the run store,
// in the out folder of the profile, and the cells after it open the Page from there. The published index lies beside the
// published results.
//
// `sgnlab new NN slug` writes the skeleton of a study.
package study
