package estimators

// Law is a planted kind of sample: what is drawn, independent unless it says otherwise.
type Law string

// The planted laws. The last six differ from a law above them only by what is done to its draws.
const (
	Stable   Law = "stable"     // symmetric, tail index of the knobs
	Stable18 Law = "stable 1.8" // symmetric
	Skewed   Law = "skewed"     // stable of the knobs' index, beta = .5, about its median
	Gaussian Law = "gaussian"
	Laplace  Law = "laplace"
	StudentT Law = "student_t" // 3 degrees of freedom
	Scales   Law = "scales"    // Gaussian, each draw with a lognormal scale of its own: many parameters pooled
	Sorted   Law = "sorted"    // the same in order of scale, as the layout of tensors has it
	Zeros    Law = "zeros"     // Gaussian, a tenth exactly zero and left out of logarithms
	Guarded  Law = "guarded"   // the same with 1e-15 added, so that zeros have a logarithm
	Chain    Law = "chain"     // Gaussian, neighbours correlated
	Shifted  Law = "shifted"   // Gaussian with a mean of a tenth of its deviation
)

// SumLaws are judged by Mohammadi's estimate of sums, those of panel a and those of panel b.
func SumLaws() (plain, traps []Law) {
	return []Law{Stable, Gaussian, Laplace, StudentT, Scales}, []Law{Sorted, Zeros, Guarded, Chain, Shifted}
}

// BlockLaws are judged by maximum likelihood on sums of blocks, and by the plot of the characteristic function.
func BlockLaws() []Law { return []Law{Stable, Gaussian, Laplace, StudentT, Scales} }

// TailLaws are judged by Hill's path.
func TailLaws() []Law { return []Law{Stable, Stable18, StudentT} }

// TestLaws are judged by every test.
func TestLaws() []Law {
	return []Law{Stable, Stable18, Gaussian, Laplace, StudentT, Scales, Skewed}
}

// Label names the law for people, plain text.
func (l Law) Label(k Knobs) string {
	switch l {
	case Stable:
		return "stable " + number(k.Alpha)
	case Stable18:
		return "stable 1.8"
	case Skewed:
		return "stable " + number(k.Alpha) + ", beta = .5"
	case Gaussian:
		return "Gaussian"
	case Laplace:
		return "Laplace"
	case StudentT:
		return "Student t, 3 degrees"
	case Scales:
		return "Gaussian, lognormal scales"
	case Sorted:
		return "Gaussian, lognormal scales in order"
	case Zeros:
		return "Gaussian, 10 % zeros left out"
	case Guarded:
		return "Gaussian, 10 % zeros as 1e-15"
	case Chain:
		return "Gaussian, correlation " + number(k.Rho)
	case Shifted:
		return "Gaussian, mean .1 sd"
	}
	return string(l)
}

// Estimator names one estimator of the tail index, with its one setting.
type Estimator string

// The estimators.
const (
	ML           Estimator = "maximum likelihood"
	McCulloch    Estimator = "quantiles (McCulloch)"
	Koutrouvelis Estimator = "char. function (Koutrouvelis)"
	Mohammadi    Estimator = "sums of 7 (Mohammadi)"
	Hill         Estimator = "top 5 % (Hill)"
	Moment       Estimator = "top 5 % (moment)"
	Pickands     Estimator = "top 20 % (Pickands)"
)

// Estimators lists them in the order of the figure.
func Estimators() []Estimator {
	return []Estimator{ML, McCulloch, Koutrouvelis, Mohammadi, Hill, Moment, Pickands}
}

// Claims tells whether the estimator's standard error is meant for samples of a stable law. Those of the tail
// estimators hold for an exact power tail, and a stable law has none.
func (e Estimator) Claims() bool { return e != Hill && e != Moment && e != Pickands }

// Test names one test of a sample at the level of 5 %.
type Test string

// The tests; the null of each holds for some of TestLaws.
const (
	KS       Test = "Kolmogorov-Smirnov"
	CvM      Test = "Cramér-von Mises"
	AD       Test = "Anderson-Darling"
	LR       Test = "likelihood ratio"
	Symmetry Test = "symmetry score"
	Sums     Test = "sum-stability"
)

// Tests lists them in the order of the figure.
func Tests() []Test { return []Test{KS, CvM, AD, LR, Symmetry, Sums} }

// Null is what the test asks, in words.
func (t Test) Null() string {
	switch t {
	case LR:
		return "Gaussian, against symmetric stable"
	case Symmetry:
		return "symmetric stable, against skewed"
	case Sums:
		return "sums keep the law"
	}
	return "symmetric stable, fitted"
}

// Holds tells whether the null of the test is true for draws of the law.
func (t Test) Holds(l Law) bool {
	if t == LR {
		return l == Gaussian
	}
	stable := l == Stable || l == Stable18 || l == Gaussian // the Gaussian is the stable law of index 2
	return stable || t == Sums && l == Skewed               // a skewed stable law is stable, but its location moves
}
