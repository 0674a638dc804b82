package laws

import "github.com/sgnlab/sgnlab/paperlib/tails"

// Model is a way to describe all coordinates of a network at once.
type Model string

// The models. Those without a note have parameters of their own for each coordinate.
const (
	Gaussian Model = Model(tails.FamilyGaussian)
	Pooled   Model = "pooled" // stable, one alpha, gamma and delta for all coordinates
	Shared   Model = "shared" // stable, one alpha for all, own gamma and delta
	Stable   Model = Model(tails.FamilyStable)
	StudentT Model = Model(tails.FamilyStudentT)
	GGD      Model = Model(tails.FamilyGGD) // generalised Gaussian
	Laplace  Model = Model(tails.FamilyLaplace)

	Lognormal Model = Model(tails.FamilyNormalLognormal) // Gaussian with lognormal scale
)

// Models lists the models in the order of the table.
func Models() []Model {
	return []Model{Gaussian, Pooled, Shared, Stable, StudentT, GGD, Lognormal, Laplace}
}

// penalty is the BIC penalty of a model for one of c coordinates with n draws each: k log n for own parameters, a c-th
// part of k log(n c) for shared ones.
func (m Model) penalty(n, c int) float64 {
	own, shared := 0.0, 0.0
	switch m {
	case Pooled:
		shared = 3
	case Shared:
		own, shared = 2, 1
	default:
		own = float64(len(tails.Family(m).Parameters()))
	}
	return own*log(n) + shared*log(n*c)/float64(c)
}

// Label is the model's name for people.
func (m Model) Label() string {
	switch m {
	case Pooled:
		return "stable, pooled"
	case Shared:
		return "stable, shared alpha"
	}
	return tails.Family(m).Label()
}
