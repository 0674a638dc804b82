package lab

// Claim is one statement of the paper's abstracts, in our words. C1 and C6 are settled in parts.
type Claim struct {
	ID   string `json:"id"`   // C1a, C2, ...
	Text string `json:"text"` // what is claimed, one sentence
	Test string `json:"test"` // what is compared here to settle it
	// Equations says that a part of it is settled on simulated equations, and apart from networks.
	Equations bool `json:"equations,omitempty"`
	// Arithmetic says that on simulated equations it holds by arithmetic, so that a test holds it and there is nothing to judge.
	Arithmetic bool `json:"arithmetic,omitempty"`
}

// Ground is what a verdict is about. A closed form that holds for the equation says nothing of training.
type Ground string

// The grounds. A verdict on networks, which most are, leaves it out.
const (
	Networks  Ground = ""
	Equations Ground = "equations"
)

// Grounds are those on which the claim is settled.
func (c Claim) Grounds() []Ground {
	if c.Equations {
		return []Ground{Equations, Networks}
	}
	return []Ground{Networks}
}

// String names the ground.
func (g Ground) String() string {
	if g == Networks {
		return "networks"
	}
	return string(g)
}

// Claims returns the claims that this artifact settles, in order. The texts paraphrase the abstracts of "Revisiting
// the Noise Model of Stochastic Gradient Descent" (arXiv 2303.02749v1, TMLR submission 292, AISTATS 2024); the split
// into parts is ours, since any excess kurtosis beats a Gaussian and would settle nothing.
func Claims() []Claim {
	return []Claim{
		{"C1a", "Stochastic gradient noise is heavy-tailed: a symmetric alpha-stable law depicts it better than a Gaussian.",
			"held-out log-likelihood of the stable law against the Gaussian", false, false},
		{"C1b", "A symmetric alpha-stable law is the right heavy-tailed law for the noise.",
			"held-out log-likelihood of the stable law against rivals with as many parameters (Student t, generalised Gaussian)", false, false},
		{"C1c", "The noise is stable in the proper sense: sums of independent draws keep the law.",
			"constancy of the fitted alpha over sums of draws or over batch sizes", false, false},
		{"C2", "Different parameters of one network have distinct noise characteristics, throughout training.",
			"spread of alpha and gamma over parameters beyond the error of the fits", false, false},
		{"C3", "SGD near a minimum follows a stochastic differential equation driven by one one-dimensional Lévy process per parameter.",
			"SGD beside the simulated equation with fitted parameters", true, true},
		{"C4", "The jump intensity of the noise, in frequency and amplitude, depends on the learning-rate decay.",
			"jumps per step and per unit of time at several learning rates", false, false},
		{"C5", "The benefit of learning-rate decay may stem from the reduced noise and not from the smaller step.",
			"the four arms of step size and noise, each as it was or lowered", false, false},
		{"C6a", "The mean escape time from a minimum follows from the tail indices, scales and distances.",
			"escape times of simulated and real training against the closed form", true, false},
		{"C6b", "When the noise decays fast enough, training is trapped with a probability the theory gives.",
			"survival under decay against the closed form", true, false},
		{"C6c", "The law of the position near a minimum follows from the same quantities.",
			"stationary law and mean position against the closed form", true, false},
		{"C7", "Training is likely to leave a basin in the direction of the parameters with heavier-tailed noise.",
			"exit directions against the theory's probabilities", true, false},
	}
}

// ClaimByID returns the claim and whether there is one of that id.
func ClaimByID(id string) (Claim, bool) {
	for _, c := range Claims() {
		if c.ID == id {
			return c, true
		}
	}
	return Claim{}, false
}
