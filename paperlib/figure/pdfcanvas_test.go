package figure

import (
	"bytes"
	"testing"
)

// Two images of one size: their order in the file must not be that of a map. Each of 30 renderings had an even chance to
// differ before.
func TestPDFWithImagesOfOneSize(t *testing.T) {
	strip := func(v float32) Raster {
		pixels := make([]float32, 4*6*6)
		for i := range pixels {
			pixels[i] = v * float32(i%7) / 7
		}
		return Raster{Images: pixels, Count: 4, Height: 6, Width: 6, Channels: 1}
	}
	f := Figure{Width: 80, Height: 40, Caption: "c", Alt: "a", Places: []Place{{Name: "a", X: 5, Y: 5, W: 40, H: 10, Part: strip(0.5)}, {Name: "b", X: 5, Y: 20, W: 40, H: 10, Part: strip(1)}}}
	first, err := Render(f, "pdf")
	if err != nil {
		t.Fatal(err)
	}
	for range 30 {
		again, err := Render(f, "pdf")
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Fatal("two renderings differ")
		}
	}
}
