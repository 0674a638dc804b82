// Package paperlib is the map of this house; it holds no code.
//
// # The way of the data
//
// From left to right, never back:
//
//	datasets -> models -> training -> sgn -> stable, tails -> studies -> figure -> notebooks, report
//	                                  levy -----------------------^
//
// A data set is decoded (datasets) and a network is described (models), which is trained on it (training). At a snapshot of its
// weights the noise of its gradients is captured (sgn), and its draws are judged by laws (stable, tails); or an equation driven by
// such noise is simulated (levy). Package pipeline joins these steps into handles whose results lie in the run store (lab). A
// study shows what comes of them: package study is the shape that all share, study/run computes, and each package below studies
// makes the figures and tables of one notebook. Its cells call package nb.
//
// # Rooms
//
// Each line says which of the other rooms one may import, and what lives in it. A test holds every import to this table,
// forbids the rooms of the first part GoMLX and cgo, with all that they rest on, and the science (stats, stable, tails, levy,
// rng) everything but gonum.
//
// Without GoMLX and cgo:
//
//	stats              <-                                              intervals, binomial limits, means and quantiles, numbers in JSON, the parallel loop
//	rng                <-                                              named random streams of one root seed
//	stable             <- stats                                        laws S(alpha, beta): density, distribution, quantile, draws, maximum likelihood
//	tails              <- rng, stable, stats                           judging one sample: rival laws, goodness of fit, tail indices, stability of sums
//	levy               <- rng, stable, stats                           equations in R^N driven by stable processes: paths, exits, trapping, and the closed forms
//	env                <-                                              the variables SGNLAB_
//	files              <-                                              outputs, locks, resumable and sealed files, manifests
//	shown              <-                                              names that are safe to print
//	lab                <- env, files, shown, stats                     the run store: units, plans, provenance, checks, verdicts
//	figure             <- files, stats                                 drawing: panels, sheets, tables, their files
//	report             <- files, lab                                   report.html and REPRODUCE.md
//	matrix             <- files, shown                                 reading files of draws
//	analyze            <- rng, shown, stable, stats, tails             verdicts on a file of draws
//	analyze/page       <- analyze, figure, report, shown, tails        its page
//	datasets           <- env, internal/ledger, rng                    data sets: find, download, verify, decode
//	study              <- figure, files, lab, report, stats            the shape of a study
//	study/simulated    <- figure, lab, levy, rng, stats, study         studies of simulated equations: cells that add up over seeds
//	study/skeleton     <- files, lab                                   what sgnlab new writes
//	studies/*          <- figure, lab, levy, rng, stable, stats, study, study/simulated, tails   what one notebook shows
//	bench              <- figure, files, lab, rng, stable, stats       the benchmark of stable laws, and what all share
//	bench/levy         <- bench, bench/peer, figure, files, lab, levy, stable   the benchmark of equations
//	bench/peer         <- bench                                        programs to compare with
//	figure/figuretest  <- figure                                       golden drawings
//	nb                 <- env, figure, lab                             what a cell of a notebook calls
//	internal/golden    <- lab, stats                                   golden results of a version
//	internal/ledger    <- files                                        which downloads are the program's own
//	internal/redrawn   <- lab                                          benchmarks' figures are those of their results
//	internal/chaos     <- files, lab, rng                              kills, damage and misuse
//	cmd/bench          <- bench, bench/levy, bench/peer, lab           the benchmarks' command
//	cmd/chaos          <- internal/chaos                               the campaign's command
//
// With GoMLX:
//
//	models             <- rng                                          networks as graph functions
//	models/pretrained  <- env, files, internal/ledger, models          weights of a pretrained encoder
//	training           <- datasets, env, files, models, rng            backends, optimisers, the loop, checkpoints, Hessians
//	sgn                <- datasets, files, models, rng, stats, training   capture of stochastic gradient noise
//	pipeline           <- datasets, files, lab, models, models/pretrained, sgn, training   the way of the data as handles in the run store
//	study/run          <- lab, pipeline, study                         units of a study: plan, compute, register
//	study/simulated/run  <- lab, pipeline, study, study/run, study/simulated  units of simulated equations
//	studies/*/run      <- analyze, datasets, lab, levy, models, models/pretrained, pipeline, rng, sgn, stable, stats, studies/*, study, study/run, study/simulated, study/simulated/run, tails, training   what one notebook computes
//	studies            <- studies/*/run                                registers all studies
//	bench/capture      <- bench, bench/peer, datasets, figure, files, lab, models, rng, sgn, stable, stats, training   the benchmark of captures
//	cmd/benchcapture   <- bench, bench/capture, bench/peer, files, lab   its command
//	internal/studytest <- figure, internal/golden, lab, pipeline, study, study/run, study/simulated   tests of a study
//	internal/testbackend  <- training                                  one backend for tests
//	internal/testset   <- datasets, rng                                small data sets for tests
//	cmd/sgnlab         <- analyze, analyze/page, datasets, env, files, internal/ledger, lab, levy, matrix, models, models/pretrained, pipeline, report, rng, sgn, shown, stable, stats, studies, study, study/run, study/skeleton, training   the command line
//
// # Words
//
// SGN, stochastic gradient noise, is U(B) = grad L_B(w) - E grad L_B(w) over all the randomness of a draw of a batch of B
// examples at weights w. A draw is one U; a coordinate is one scalar parameter of the network; a snapshot is the weights at one
// step; a capture is an array of draws [draws, coordinates] and how it was made; a bank is the gradients of single examples.
//
// A study is what makes the figures and tables of one notebook. A unit is one idempotent piece of its work, with an id that
// follows from all that determines its result. A profile (smoke, quick, full, gpu) is numbers only. A claim is a statement of
// the paper; a verdict answers it (supported, not supported, depends, undecided) by a criterion that was written before; a check
// guards a reproduction and is no verdict. A knob is what a reader turns.
//
// alpha is the tail index, gamma the scale and delta the location of a stable law, beta its skewness (in Nolan's S0
// parametrisation where nothing is said); eta is a learning rate, sigma the scale of the noise of an equation, tau an exit time.
package paperlib
