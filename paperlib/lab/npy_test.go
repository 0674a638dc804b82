package lab

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestNPYRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape := rapid.SliceOfN(rapid.IntRange(0, 5), 0, 4).Draw(t, "shape")
		n := 1
		for _, d := range shape {
			n *= d
		}
		double := rapid.SliceOfN(rapid.Float64(), n, n).Draw(t, "double")
		single := rapid.SliceOfN(rapid.Float32(), n, n).Draw(t, "single")
		var b bytes.Buffer
		if err := writeNPY(&b, shape, double); err != nil {
			t.Fatal(err)
		}
		if b.Len()%64 != 8*n%64 {
			t.Fatalf("the data do not begin on a multiple of 64 bytes: %d bytes for %d numbers", b.Len(), n)
		}
		a, err := readNPY(b.Bytes())
		if err != nil || !slices.Equal(a.Shape, shape) || !slices.EqualFunc(a.F64, double, sameBits) {
			t.Fatalf("wrote %v %v, read %v (%v)", shape, double, a, err)
		}
		if n > 0 {
			if _, err := readNPY(b.Bytes()[:b.Len()-1]); err == nil {
				t.Fatal("a truncated array was read")
			}
		}
		b.Reset()
		if err := writeNPY(&b, shape, single); err != nil {
			t.Fatal(err)
		}
		if a, err = readNPY(b.Bytes()); err != nil || !slices.Equal(a.F32, single) {
			t.Fatalf("wrote %v %v, read %v (%v)", shape, single, a, err)
		}
	})
}

func sameBits(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }

func TestNPYRefusesAShapeThatDoesNotFit(t *testing.T) {
	for _, shape := range [][]int{{2, 2}, {-1, -3}, {}} {
		if err := writeNPY(&bytes.Buffer{}, shape, []float64{1, 2, 3}); err == nil {
			t.Errorf("the shape %v was taken for 3 numbers", shape)
		}
	}
}

// The bytes are those that numpy.save of NumPy 2.4.6 wrote for
// numpy.array([1, 2, 3, 4, 5, 6.5], dtype="f4").reshape(2, 3, 1).
func TestNPYIsNumPys(t *testing.T) {
	want := "\x93NUMPY\x01\x00v\x00{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1), }" + strings.Repeat(" ", 55) +
		"\n\x00\x00\x80?\x00\x00\x00@\x00\x00@@\x00\x00\x80@\x00\x00\xa0@\x00\x00\xd0@"
	var b bytes.Buffer
	if err := writeNPY(&b, []int{2, 3, 1}, []float32{1, 2, 3, 4, 5, 6.5}); err != nil || b.String() != want {
		t.Errorf("wrote %q (%v), NumPy writes %q", b.String(), err, want)
	}
}
