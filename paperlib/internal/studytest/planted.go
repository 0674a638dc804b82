package studytest

import (
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// atMargin is how many of study.Replicates may be false at a margin, where 2.5 % (5 of 200) or, for the interval of a
// number, 5 % (10 of 200) are by construction: more happens with probability below .001 of a case.
var atMargin = map[string]int{"": study.MostFalse, "2.5 %": 14, "5 %": 21}

// Plants judges the planted cases of a study, and demands that no more are false than its criterion allows,
// and that nearly all are settled as the truth is where one is named.
func Plants[K comparable](t *testing.T, k K, plants []simulated.Plant[K]) {
	t.Helper()
	cells, err := simulated.Judged(t.Context(), k, 1, study.Replicates, plants)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range cells {
		most, ok := atMargin[plants[i].Nominal]
		if !ok {
			t.Fatalf("%q: nothing is known of a rate of %q", c.Series, plants[i].Nominal)
		}
		t.Logf("%s: %d of %d false, %g right", c.Series, c.Events, c.Trials, c.Total)
		if c.Events > most || c.Trials != study.Replicates {
			t.Errorf("%s: %d of %d are false (%s), at most %d may be", c.Series, c.Events, c.Trials, c.How, most)
		}
		if plants[i].Right != nil && c.Total < 0.95*study.Replicates {
			t.Errorf("%s: only %g of %d are settled as the truth is: the criterion cannot tell it", c.Series, c.Total, c.Trials)
		}
	}
}
