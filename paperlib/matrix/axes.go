package matrix

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// table arranges an array of any number of axes as draws by coordinates. axis, from Options.Axis, numbers the draws; where
// it is not said, an array of one axis is one coordinate and the first of two axes numbers the draws. The coordinates of
// three and more axes have names, their places on the other axes.
func (h npyHeader) table(r io.ReaderAt, offset int64, axis *int) (*dense, func(int) string, error) {
	n := len(h.shape)
	at := 0
	switch {
	case n == 0:
		return nil, nil, unsupported("a single number, and no array of draws")
	case axis != nil && (*axis < -n || *axis >= n):
		return nil, nil, unsupported("an array of %s has no axis %d; --axis counts from 0 to %d", times(h.shape), *axis, n-1)
	case axis != nil:
		at = (*axis + n) % n
	case n > 2:
		return nil, nil, unsupported("an array of %d dimensions, of which any may number the draws; say which:%s", n, h.choices())
	}
	shape, place := slices.Clone(h.shape), at
	if h.fortran { // in the order of the file the last axis is the slowest
		slices.Reverse(shape)
		place = n - 1 - at
	}
	d := &dense{element: h.element, before: product(shape[:place]), draws: shape[place], after: product(shape[place+1:]), rows: shape[place], r: r, offset: offset}
	if n < 3 {
		return d, nil, nil
	}
	others := slices.Delete(shape, place, place+1)
	return d, func(i int) string {
		places := make([]string, len(others))
		for k := len(others) - 1; k >= 0; k-- {
			places[k] = strconv.Itoa(i % others[k])
			i /= others[k]
		}
		if h.fortran {
			slices.Reverse(places)
		}
		return strings.Join(places, "/")
	}, nil
}

// choices says what each axis would make of the array.
func (h npyHeader) choices() string {
	var b strings.Builder
	for k, draws := range h.shape[:min(len(h.shape), 4)] {
		others := slices.Delete(slices.Clone(h.shape), k, k+1)
		fmt.Fprintf(&b, " --axis %d for %d draws of %s coordinates;", k, draws, times(others))
	}
	return strings.TrimSuffix(b.String(), ";")
}

func product(shape []int) int {
	p := 1
	for _, d := range shape {
		p *= d
	}
	return p
}
