package pipeline

import "github.com/sgnlab/sgnlab/paperlib/lab"

// Jobs are the training.
func (n *Net) Jobs() []lab.Job { return []lab.Job{n.Job()} }

// Jobs are the training and the capture.
func (n *Noise) Jobs() []lab.Job { return []lab.Job{n.Net.Job(), n.Job()} }
