package bench

import "testing"

// The order of the repeats must not matter, and a stored median carries what it rests on.
func TestMedian(t *testing.T) {
	want := Spread{Median: 5.5, Lo: 2, Hi: 9, Coverage: 0.978515625, Repeats: 10}
	if got := Median([]float64{10, 1, 9, 2, 8, 3, 7, 4, 6, 5}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if got, want := Median([]float64{3}).scale(2), (Spread{Median: 6, Lo: 6, Hi: 6, Repeats: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestMedianOfNothingPanics(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	Median(nil)
}
