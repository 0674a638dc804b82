package lab

import (
	"encoding/json"
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Check guards reproduction: what this run observed against what is published for the same profile. It is no verdict
// on a claim.
type Check struct {
	Name      string  `json:"name"`
	Expected  float64 `json:"expected"` // NaN: nothing is published for this profile
	Observed  float64 `json:"observed"`
	Tolerance float64 `json:"tolerance"` // largest |observed - expected| that passes
	Origin    string  `json:"origin"`    // where the tolerance comes from
}

// The states of a check that was run.
const (
	InTolerance    = "within tolerance"
	OutOfTolerance = "out of tolerance"
	KnobTurned     = "knob turned: difference reported"
	Unpublished    = "nothing published for this profile"
)

// CheckResult is a check that was run. It is written to checks/NN.json.
type CheckResult struct {
	Check
	KnobTurned bool   `json:"knob_turned"`
	State      string `json:"state"`
}

// Run compares. A check is InTolerance when |observed - expected| <= tolerance; a NaN observed never is. When the
// reader turned a knob, the difference is only reported.
func (c Check) Run(knobTurned bool) CheckResult {
	r := CheckResult{Check: c, KnobTurned: knobTurned}
	switch {
	case knobTurned:
		r.State = KnobTurned
	case math.IsNaN(c.Expected):
		r.State = Unpublished
	case c.Observed == c.Expected || math.Abs(c.Observed-c.Expected) <= c.Tolerance:
		r.State = InTolerance
	default:
		r.State = OutOfTolerance
	}
	return r
}

// Err returns an error when the check is out of tolerance.
func (r CheckResult) Err() error {
	if r.State != OutOfTolerance {
		return nil
	}
	return fmt.Errorf("%s; either the run is not the published one (another seed, data set or backend) or the code "+
		"changed: compare the provenance of both results", r)
}

// String tells the result in one line.
func (r CheckResult) String() string {
	if r.State == Unpublished || math.IsNaN(r.Expected) {
		return fmt.Sprintf("%s: observed %.6g; %s", r.Name, r.Observed, r.State)
	}
	return fmt.Sprintf("%s: expected %.6g, observed %.6g (difference %+.3g, tolerance %.3g: %s): %s", r.Name, r.Expected,
		r.Observed, r.Observed-r.Expected, r.Tolerance, r.Origin, r.State)
}

type checkJSON struct {
	Name       string       `json:"name"`
	Expected   stats.Number `json:"expected"`
	Observed   stats.Number `json:"observed"`
	Tolerance  stats.Number `json:"tolerance"`
	Origin     string       `json:"origin"`
	KnobTurned bool         `json:"knob_turned"`
	State      string       `json:"state,omitempty"`
}

// MarshalJSON implements json.Marshaler.
func (r CheckResult) MarshalJSON() ([]byte, error) {
	return json.Marshal(checkJSON{r.Name, stats.Number(r.Expected), stats.Number(r.Observed), stats.Number(r.Tolerance), r.Origin,
		r.KnobTurned, r.State})
}

// UnmarshalJSON implements json.Unmarshaler. The state is worked out again, never believed.
func (r *CheckResult) UnmarshalJSON(b []byte) error {
	var j checkJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*r = Check{j.Name, float64(j.Expected), float64(j.Observed), float64(j.Tolerance), j.Origin}.Run(j.KnobTurned)
	return nil
}
