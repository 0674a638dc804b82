package laws

// Model is a way to describe all coordinates of a network at once.
type Model string

// The models. Those without a note have parameters of their own for each coordinate.
const (
	Gaussian Model = "gaussian"
	Pooled   Model = "pooled" // stable, one alpha, gamma and delta for all coordinates
	Shared   Model = "shared" // stable, one alpha for all, own gamma and delta
	Stable   Model = "stable"
	StudentT Model = "student_t"
	GGD      Model = "ggd" // generalised Gaussian
	Laplace  Model = "laplace"
)

// Models lists the models in the order of the table.
func Models() []Model { return []Model{Gaussian, Pooled, Shared, Stable, StudentT, GGD, Laplace} }

// penalty is the BIC penalty of a model for one of c coordinates with n draws each: k log n for own parameters, a c-th
// part of k log(n c) for shared ones.
func (m Model) penalty(n, c int) float64 {
	own, shared := map[Model]float64{Gaussian: 2, Shared: 2, Stable: 3, StudentT: 3, GGD: 3, Laplace: 2}[m], 0.0
	switch m {
	case Pooled:
		shared = 3
	case Shared:
		shared = 1
	}
	return own*log(n) + shared*log(n*c)/float64(c)
}

// Label is the model's name for people.
func (m Model) Label() string {
	return map[Model]string{
		Gaussian: "Gaussian", Pooled: "stable, pooled", Shared: "stable, shared alpha", Stable: "stable",
		StudentT: "Student t", GGD: "generalised Gaussian", Laplace: "Laplace",
	}[m]
}
