package sgn

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// ErrNotFinite is a gradient, or noise made of gradients, that is NaN or infinite. Nothing of it is handed on: a law fitted
// to it would mean nothing.
var ErrNotFinite = errors.New("the gradient is not finite")

const diverged = "the weights are far out or training diverged: take those of an earlier step"

// infinite is the first place in v that is NaN or infinite, -1 if there is none.
func infinite[T float32 | float64](v []T) int {
	return slices.IndexFunc(v, func(x T) bool { return x-x != 0 })
}

// finite checks numbers of consecutive coordinates from first on.
func finite[T float32 | float64](c *capture, what string, first int, v []T) error {
	i := infinite(v)
	if i < 0 {
		return nil
	}
	return fmt.Errorf("%w: %s of %s is %v: %s", ErrNotFinite, what, c.out.Coordinates[first+i].Name(c.source.Spec), v[i], diverged)
}

// finiteParts checks a gradient that came in arrays, number p of which begins with coordinate at[p].
func (c *capture) finiteParts(what string, parts [][]float32, at []int) error {
	for p, v := range parts {
		if err := finite(c, what, at[p], v); err != nil {
			return err
		}
	}
	return nil
}

// finiteRows checks the gradients of n examples from first on, as the backend gave them.
func (g *gradients) finiteRows(n, first int, parts [][]float32) error {
	for p, v := range parts {
		i := infinite(v)
		if i < 0 {
			continue
		}
		if g.factors {
			return fmt.Errorf("%w: that of %s holds %v for one of the examples %d to %d: %s", ErrNotFinite, g.arrayOf(p), v[i], first, first+n-1, diverged)
		}
		size := len(v) / n
		name := g.coords[g.at[p]+i%size].Name(g.source.Spec)
		return fmt.Errorf("%w: that of example %d for %s is %v: %s", ErrNotFinite, first+i/size, name, v[i], diverged)
	}
	return nil
}

// arrayOf is the array whose rows, or one of whose factors, output number p of the backend holds.
func (g *gradients) arrayOf(p int) string {
	for i, one := range g.products {
		outputs := 1
		if one != nil {
			outputs = 2
		}
		if p < outputs {
			return g.source.Spec.Params[i].Name
		}
		p -= outputs
	}
	return "an array"
}

// hand gives draws to the observer, all of which must be finite.
func (c *capture) hand(ctx context.Context, batch, first, draws int, u []float32) error {
	if i := infinite(u); i >= 0 {
		return fmt.Errorf("%w: draw %d of %s at batch size %d is %v: %s", ErrNotFinite, i%draws, c.out.Coordinates[first+i/draws].Name(c.source.Spec), batch, u[i], diverged)
	}
	if err := c.to.Columns(ctx, batch, first, draws, u); err != nil {
		return fmt.Errorf("batch size %d, coordinates from %d on: %w", batch, first, err)
	}
	return nil
}
