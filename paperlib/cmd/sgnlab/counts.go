package main

import "fmt"

// checkJobs bounds the units and notebooks that are worked on at once.
func checkJobs(n int) error {
	if n < 1 || n > mostWorkers {
		return fmt.Errorf("--jobs is %d: at least 1 and at most %d", n, mostWorkers)
	}
	return nil
}

// checkSnapshots refuses steps that a run of so many steps does not reach: their files would never be written.
func checkSnapshots(steps []int, total int) error {
	for _, k := range steps {
		if k < 0 || k > total {
			return fmt.Errorf("--snapshots %d: the run has the steps 0 (before training) to %d", k, total)
		}
	}
	return nil
}

// Validate refuses a wrong command line before anything is opened.
func (c runCmd) Validate() error { return checkJobs(c.Jobs) }

// Validate is that of run; 0 is refused by Run, together with what else does not go together.
func (c reproduceCmd) Validate() error {
	if c.Jobs == 0 {
		return nil
	}
	return checkJobs(c.Jobs)
}
