package nb

import (
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// The slider holds every frame and shows the last one; it asks nothing of the network.
func TestSlider(t *testing.T) {
	var frames []figure.Figure
	for i := range 3 {
		p := &figure.Panel{X: figure.Axis{Label: "x", Min: 0, Max: 1}, Y: figure.Axis{Label: "y", Min: 0, Max: 1}}
		p.Layers = append(p.Layers, figure.Line{Series: "path", X: []float64{0, float64(i) / 2}, Y: []float64{0, 1}})
		frames = append(frames, figure.Figure{Width: 60, Height: 50, Caption: "A path.", Alt: "A path.", Places: []figure.Place{{Name: "a", X: 12, Y: 4, W: 40, H: 32, Part: p}}})
	}
	html, err := sliderHTML(frames)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(html, "<svg"); n != 3 {
		t.Errorf("%d pictures of 3", n)
	}
	if strings.Count(html, "display:block") != 1 || !strings.Contains(html, `max="2" value="2"`) {
		t.Error("the last frame is not the one shown")
	}
	for _, bad := range []string{"<?xml", "<script", "src=", "@import"} {
		if strings.Contains(html, bad) {
			t.Errorf("the HTML has %q", bad)
		}
	}
}
