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
package pipeline
