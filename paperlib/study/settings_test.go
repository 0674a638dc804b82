package study_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/sgnlab/sgnlab/paperlib/study"
)

type step struct {
	Rate float64 `json:"rate"`
}

// Every knob stands under its own name, also those that knobs share by embedding.
func TestSettingsNameEveryField(t *testing.T) {
	knobs := struct {
		step
		Seeds int `json:"seeds,omitempty"`
	}{step{0.1}, 3}
	if d := cmp.Diff(map[string]string{"rate": "0.1", "seeds": "3"}, study.Settings(knobs)); d != "" {
		t.Error(d)
	}
}
