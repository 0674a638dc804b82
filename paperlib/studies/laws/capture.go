package laws

// Capture is one captured network: what is judged.
type Capture struct {
	Seed        uint64
	Coordinates []string   // "conv1/kernel[2,0,1,15]": the name of an array and a place in it
	Weights     []float64  // of the coordinates in means over the parameters of the network
	Activity    []Activity // of the coordinates; nil where an example has no gradient of its own
	Draws       []Draws    // increasing batch sizes
	Coupled     bool       // an example's gradient depends on its batch, so a large batch is no sum of small ones
}

// Draws are the centred draws of one batch size, [N, coordinates] row-major.
type Draws struct {
	Batch, N int
	U        []float32
	// Rung says that these draws only serve smaller batch sizes to be compared with: no rival of the stable law is fitted.
	Rung bool
}

// Activity describes the gradients of single examples, see package sgn.
type Activity struct {
	Zero      float64 // share of examples without a gradient
	LogSpread float64 // of the others
	Top       float64 // share of one example in the variance
}

// column copies the draws of coordinate j of c.
func (d Draws) column(j, c int) []float64 {
	x := make([]float64, d.N)
	for i := range x {
		x[i] = float64(d.U[i*c+j])
	}
	return x
}
