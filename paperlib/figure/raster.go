package figure

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// A Raster shows small images side by side in one row: pixel values in 0..1, with 1 channel (grey) or 3 (red, green,
// blue), [Count, Height, Width, Channels] row-major. Values outside 0..1 are drawn as 0 or 1. Its pixels are not listed
// as rows: they are a result's array, and the stamp names the result.
type Raster struct {
	Images                         []float32
	Count, Height, Width, Channels int
}

const (
	rasterGap   = 1 // pixels of white between images
	rasterScale = 6 // each pixel becomes a square of so many, because viewers blur what they enlarge
)

// HeightMM is the height that shows square pixels at a width of w mm.
func (r Raster) HeightMM(w float64) float64 {
	return w * float64(r.Height) / float64(r.Count*(r.Width+rasterGap)-rasterGap)
}

// Draw fills the canvas.
func (r Raster) Draw(c draw.Canvas) error {
	if r.Count < 1 || r.Channels != 1 && r.Channels != 3 || len(r.Images) != r.Count*r.Height*r.Width*r.Channels {
		return fmt.Errorf("figure: a raster of %d images of %d x %d pixels and %d channels needs %d numbers and 1 or 3 channels, got %d",
			r.Count, r.Height, r.Width, r.Channels, r.Count*r.Height*r.Width*r.Channels, len(r.Images))
	}
	img := image.NewNRGBA(image.Rect(0, 0, (r.Count*(r.Width+rasterGap)-rasterGap)*rasterScale, r.Height*rasterScale))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for k := range r.Count {
		for y := range r.Height {
			for x := range r.Width {
				at := ((k*r.Height+y)*r.Width + x) * r.Channels
				v := r.Images[at : at+r.Channels]
				pixel := color.NRGBA{level(v[0]), level(v[0]), level(v[0]), 0xff}
				if r.Channels == 3 {
					pixel = color.NRGBA{level(v[0]), level(v[1]), level(v[2]), 0xff}
				}
				for dy := range rasterScale {
					for dx := range rasterScale {
						img.SetNRGBA((k*(r.Width+rasterGap)+x)*rasterScale+dx, y*rasterScale+dy, pixel)
					}
				}
			}
		}
	}
	c.DrawImage(vg.Rectangle{Min: c.Min, Max: c.Max}, img)
	return nil
}

func level(v float32) uint8 {
	return uint8(math.Round(255 * math.Max(0, math.Min(1, float64(v)))))
}

// Rows is nil: see Raster.
func (r Raster) Rows() []Row { return nil }
