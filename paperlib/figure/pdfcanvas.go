package figure

import (
	"image"
	"image/draw"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/vgpdf"
)

// pdfCanvas gives the images of a page different widths in pixels: the PDF library writes them in the order of their
// widths, and those of one width in the order of a map, which differs from run to run. A transparent column at the right of
// the later one changes nothing that is seen.
type pdfCanvas struct {
	*vgpdf.Canvas
	widths map[int]bool
}

func newPDF(width, height vg.Length) *pdfCanvas {
	return &pdfCanvas{vgpdf.New(width, height), map[int]bool{}}
}

// DrawImage implements vg.Canvas.
func (c *pdfCanvas) DrawImage(rect vg.Rectangle, img image.Image) {
	size := img.Bounds().Size()
	width := size.X
	for c.widths[width] {
		width++
	}
	c.widths[width] = true
	if width > size.X {
		padded := image.NewNRGBA(image.Rect(0, 0, width, size.Y))
		draw.Draw(padded, image.Rectangle{Max: size}, img, img.Bounds().Min, draw.Src)
		img = padded
		rect.Max.X = rect.Min.X + (rect.Max.X-rect.Min.X)*vg.Length(width)/vg.Length(size.X)
	}
	c.Canvas.DrawImage(rect, img)
}
