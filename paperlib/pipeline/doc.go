// Package pipeline joins the rooms into the way of the data: a data set, a network trained on it, the gradient noise
// of a snapshot. Each step is a handle that knows its identity (the id of its unit in the run store) before anything
// is computed, and computes or loads its result when Load is called:
//
//	data, err := l.Data("digits")
//	net := l.Train(model, data)                    // nothing is trained yet
//	noise := l.Capture(net, pipeline.Trained, c)   // nothing is captured yet
//	block, err := noise.Load(ctx)                  // trains and captures what the store lacks
//
// A study whose own result is in the store therefore needs neither the network nor a backend.
//
// What is wanted of a training run is named in the same way: its weights at any of its steps ([Lab.Snapshots]), the path of
// its weights ([Lab.Record]), the [Lab.Hessian] at a snapshot, a run of its own from one ([Lab.Branch]), runs under several
// seeds ([Lab.Runs]). Every handle is an [Input]: a unit that reads several has an identity made of theirs, and its jobs stand
// behind theirs.
//
//	steps, err := net.StepsAt(0, 0.1, 0.5, 1)
//	list, err := l.Snapshots(net, steps...)        // one training run keeps them all
//	for _, at := range list.All() {
//		noises = append(noises, l.CaptureAt(at, c))
//	}
//	inputs := pipeline.Numbered("capture", noises)
//
// When a context is cancelled, loading ends with its error behind the computation at work, a step or a compilation by XLA,
// which cannot be interrupted; what was computed before lies in the unit's checkpoint.
package pipeline
