package matrix

import (
	"fmt"
	"strings"
)

// array is one of the arrays that a file holds by name.
type array struct {
	name   string
	header npyHeader
	err    error // why its header is none of a table of floats
}

// together chooses the arrays of a file that has several: all that hold floating-point numbers, if their draws are equal.
// It returns their numbers; ErrNoArray says what there is to choose from.
func together(f *File, arrays []array, o Options) ([]int, error) {
	var chosen []int
	var shapes, out []string
	draws, equal := -1, true
	for k, a := range arrays {
		if a.err != nil {
			out = append(out, a.name)
			continue
		}
		shapes = append(shapes, fmt.Sprintf("%.40q of %s", a.name, times(a.header.shape)))
		d, _, err := a.header.table(nil, 0, o.Axis)
		if err != nil {
			return nil, fmt.Errorf("array %.40q: %w", a.name, err)
		}
		equal = equal && (draws < 0 || d.draws == draws)
		draws = d.draws
		chosen = append(chosen, k)
	}
	switch {
	case len(chosen) == 0:
		return nil, fmt.Errorf("array %.40q: %w", arrays[0].name, arrays[0].err)
	case !equal:
		if len(shapes) > 20 {
			shapes = append(shapes[:20], fmt.Sprintf("%d more", len(shapes)-20))
		}
		return nil, fmt.Errorf("%w: the arrays have different numbers of draws; name one with --npz-array: %s", ErrNoArray, strings.Join(shapes, ", "))
	}
	if len(chosen) > 1 {
		f.remark(o, "%d arrays of %d draws each were read side by side, their coordinates named array/number; --npz-array takes one of them.", len(chosen), draws)
	}
	if len(out) > 0 {
		f.remark(o, "Arrays that hold no floating-point numbers were left out: %s.", list(out))
	}
	return chosen, nil
}

// setBeside makes arrays of equal draws the table; at tells where each lies.
func (f *File) setBeside(kind string, parts beside, draws int) {
	f.format = fmt.Sprintf("%s, %d arrays", kind, len(parts))
	f.draws, f.coordinates, f.source, f.label = draws, parts.join(), parts, parts.label
}
