package simulated

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
)

var rule = lab.Criterion{Claim: "C7", Version: 1, Statistic: "a number", Text: "a rule"}

// A planted case is counted as often as it is judged falsely and rightly; the same seed gives the same replicates.
func TestJudgedCountsWhatIsFalse(t *testing.T) {
	verdicts := func(_ int, cells Cells) ([]lab.Verdict, error) {
		o := lab.Supported
		if cells[0].Total > 0.9 {
			o = lab.NotSupported
		}
		return []lab.Verdict{rule.Verdict("s", o), rule.Overall("all", []lab.Verdict{{Outcome: o}}, "")}, nil
	}
	draw := func(_ int, r *rand.Rand) (Cells, error) { return Cells{{Total: r.Float64()}}, nil }
	plants := []Plant[int]{
		{Truth: "a", False: "not supported", Draw: draw, Wrong: Says(verdicts, lab.NotSupported), Right: Joint(verdicts, lab.Supported)},
		{Truth: "b", False: "either", Nominal: "2.5 %", Draw: draw, Wrong: Says(verdicts, lab.Supported, lab.NotSupported)},
	}
	cells, err := Judged(t.Context(), 0, 1, 400, plants)
	if err != nil || cells[0].Events < 20 || cells[0].Events > 62 || cells[0].Total != float64(400-cells[0].Events) || cells[1].Events != 400 || cells[1].Total != 0 {
		t.Fatalf("%+v, %v", cells, err)
	}
	again, err := Judged(t.Context(), 0, 1, 400, plants[:1])
	if err != nil || again[0].Events != cells[0].Events {
		t.Errorf("%+v, %v", again, err)
	}
	table := plantedTable("98", cells, plants)
	if err := table.Check(); err != nil || table.Rows[0][5] != "4 in 200" || table.Rows[1][5] != "2.5 %" || table.Rows[0][6] != int(cells[0].Total) || table.Rows[1][6] != nil {
		t.Errorf("%v, %v", table.Rows, err)
	}
	if shown, planted := apart(append(cells, Cell{Group: "other"})); len(shown) != 1 || len(planted) != 2 {
		t.Errorf("%d cells are shown, %d planted", len(shown), len(planted))
	}
	plants[0].Draw = func(int, *rand.Rand) (Cells, error) { return nil, errors.New("no law") }
	if _, err := Judged(t.Context(), 0, 1, 2, plants); err == nil || !strings.Contains(err.Error(), `planted case "a": no law`) {
		t.Errorf("%v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Judged(ctx, 0, 1, 2, plants[1:]); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}
