package tails

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestSkewStableFamily: BIC finds a planted skewness with 4 parameters, the score test agrees, and the fitted law describes
// the sample where the symmetric one does not. One sample each; the margins are many standard errors.
func TestSkewStableFamily(t *testing.T) {
	if slices.Contains(Families(), FamilySkewStable) {
		t.Error("the slow family is in Families, and so in every comparison")
	}
	for _, beta := range []float64{0, 0.6} {
		x := draws(2000, stable.Skewed{Alpha: 1.5, Beta: beta, Gamma: 1, Param: stable.S1, Src: rng.New(151, "skew-family")})
		skew, l4, err := FitFamily(FamilySkewStable, x)
		if err != nil {
			t.Fatal(err)
		}
		symmetric, l3, err := FitFamily(FamilyStable, x)
		if err != nil {
			t.Fatal(err)
		}
		law := skew.(stable.Skewed)
		gain := BIC(l3, symmetric.NumParameters(), len(x)) - BIC(l4, skew.NumParameters(), len(x))
		score := judged(t, x)
		t.Logf("beta %g: fitted %.3f %.3f, BIC gain %.2f, LR %.2f, Z^2 %.2f", beta, law.Alpha, law.Beta, gain, 2*(l4-l3), score.Z*score.Z)
		if skew.NumParameters() != 4 || l4 < l3-1e-4 || math.Abs(law.Beta-beta) > 0.25 || math.Abs(law.Alpha-1.5) > 0.15 {
			t.Errorf("beta %g: fitted %+v, log-likelihood %.4f against %.4f", beta, law, l4, l3)
		}
		if (gain > 0) != (beta > 0) || (score.P < 1e-4) != (beta > 0) {
			t.Errorf("beta %g: BIC gain %.2f, score test p = %.3g", beta, gain, score.P)
		}
		g3 := must(GoodnessOfFit(x, symmetric))
		if g4 := must(GoodnessOfFit(x, skew)); beta > 0 && !(g4.AD < g3.AD) || !(g4.AD < 2) {
			t.Errorf("beta %g: AD %.3f of the skewed law, %.3f of the symmetric one", beta, g4.AD, g3.AD)
		}
		if v := must(VuongOfFits(FamilyStable, FamilySkewStable, symmetric, skew, x, .05)); v.Outcome != NotApplicable {
			t.Errorf("nested families: %+v", v)
		}
	}
	if _, err := FitSkewStable(make([]float64, 500)); !errors.Is(err, &SampleError{Fault: FaultConstant}) {
		t.Errorf("constant sample: %v", err)
	}
	tied := draws(300, NewLaplace(0, 1, rng.Stream(152, "skew-family")))
	clear(tied[:200])
	if _, err := FitSkewStable(tied); !errors.Is(err, &SampleError{Fault: FaultTied}) {
		t.Errorf("two thirds zeros: %v", err)
	}
}
