package levy

import "context"

// fast is the exit of a path whose coordinates go their own ways, x_i <- a_i x_i + increment, from a box: the increments of
// a block lie coordinate by coordinate, so each coordinate runs through the whole block before the next one does. It takes
// the same steps as the general loop, to the same bits.
type fast struct {
	*grid
	a    []float64
	step float64
	box  Box
}

// newFast returns nil where the general loop is needed.
func newFast(st stepper, box Box) *fast {
	if st, ok := st.(*diagonalStepper); ok {
		return &fast{st.grid, st.a, st.step, box}
	}
	return nil
}

func (f *fast) exit(ctx context.Context, start []float64, maxTime float64) (exited, error) {
	x, y := append([]float64(nil), start...), make([]float64, len(start))
	var out exited
	for {
		if out.Steps%look < block && ctx.Err() != nil {
			return out, ctx.Err()
		}
		if err := f.refill(); err != nil {
			return out, err
		}
		// The budget ends with the first step that reaches it, as time is summed in the general loop.
		last, t := block, out.Time
		for k := range block {
			if t += f.step; t >= maxTime {
				last = k + 1
				break
			}
		}
		first := f.firstOutside(x, y, last)
		if first == last {
			if last < block || t >= maxTime {
				out.Steps += int64(last)
				out.Time, out.Censored = maxTime, true
				return out, nil
			}
			x, y = y, x
			out.Steps += block
			out.Time = t
			continue
		}
		for range first + 1 {
			out.Time += f.step
		}
		out.Steps += int64(first) + 1
		out.inc = make([]float64, len(x))
		for i, a := range f.a {
			part := f.buf[i*block : (i+1)*block]
			for k := range first + 1 {
				x[i] = a*x[i] + part[k]
			}
			out.inc[i] = part[first]
		}
		if out.Place = x; !finite(x) {
			out.Place, out.Overflow = nil, true
		}
		return out, nil
	}
}

// firstOutside runs all coordinates through the first n steps of the block, from x to y, and returns the first step after
// which one lies outside its interval, or n; y is then not complete.
func (f *fast) firstOutside(x, y []float64, n int) int {
	first := n
	i := 0
	// Four at a time: each step waits for the last one's result, four chains do not wait for each other.
	for ; i+4 <= len(x); i += 4 {
		a0, a1, a2, a3 := f.a[i], f.a[i+1], f.a[i+2], f.a[i+3]
		x0, x1, x2, x3 := x[i], x[i+1], x[i+2], x[i+3]
		l0, l1, l2, l3 := f.box.Lo[i], f.box.Lo[i+1], f.box.Lo[i+2], f.box.Lo[i+3]
		h0, h1, h2, h3 := f.box.Hi[i], f.box.Hi[i+1], f.box.Hi[i+2], f.box.Hi[i+3]
		z := f.buf[i*block : (i+4)*block]
		z0, z1, z2, z3 := z[:block], z[block:2*block], z[2*block:3*block], z[3*block:4*block]
		for k := range first {
			x0 = a0*x0 + z0[k]
			x1 = a1*x1 + z1[k]
			x2 = a2*x2 + z2[k]
			x3 = a3*x3 + z3[k]
			if !(x0 > l0 && x0 < h0 && x1 > l1 && x1 < h1 && x2 > l2 && x2 < h2 && x3 > l3 && x3 < h3) {
				first = k
				break
			}
		}
		y[i], y[i+1], y[i+2], y[i+3] = x0, x1, x2, x3
	}
	for ; i < len(x); i++ {
		a, v, lo, hi := f.a[i], x[i], f.box.Lo[i], f.box.Hi[i]
		z := f.buf[i*block : (i+1)*block]
		for k := range first {
			if v = a*v + z[k]; !(v > lo && v < hi) {
				first = k
				break
			}
		}
		y[i] = v
	}
	return first
}
