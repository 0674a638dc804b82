package sgn

import "context"

// Observer receives noise while it is captured.
type Observer interface {
	// Columns hands over all draws of consecutive coordinates first, first+1, ... for one batch size, coordinate by
	// coordinate: u[j*draws+k] is draw k of coordinate first+j, centred. u is overwritten after the call returns. Calls
	// come one at a time. Of one batch size they come in increasing order of coordinates, without gaps; those of several
	// batch sizes alternate.
	Columns(ctx context.Context, batch, first, draws int, u []float32) error
}

// Resumer is an observer that keeps what it has received from an earlier, interrupted capture with the same settings.
type Resumer interface {
	Observer
	// Received is the number of coordinates of that batch size, from the first on, which need not be handed over again.
	Received(batch int) int
}

// received is how much of a batch size the observer has.
func received(to Observer, batch int) int {
	if r, ok := to.(Resumer); ok {
		return r.Received(batch)
	}
	return 0
}

// table is the observer behind Run: everything in memory, [draws, coordinates] for each batch size.
type table struct {
	coordinates int
	u           map[int][]float32
}

func (t *table) Columns(_ context.Context, batch, first, draws int, u []float32) error {
	all := t.u[batch]
	for j := range len(u) / draws {
		for k, v := range u[j*draws : (j+1)*draws] {
			all[k*t.coordinates+first+j] = v
		}
	}
	return nil
}
