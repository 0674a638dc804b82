package sgn

import "github.com/sgnlab/sgnlab/paperlib/training"

var some = make([]Coordinate, 1<<20)

// PlanOf is the plan of a capture of all coordinates that is not made.
func PlanOf(be *training.Backend, s Source, c Config, o Options) (Plan, error) {
	w := &capture{be: be, source: s, config: c, options: o, out: &Capture{Method: c.Method, Coordinates: some[:s.Spec.Size()]}}
	err := w.plan()
	return w.out.Plan, err
}
