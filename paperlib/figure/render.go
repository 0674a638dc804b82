package figure

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image/color"
	"image/png"
	"io"
	"sync"
	"time"

	"codeberg.org/go-pdf/fpdf"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgimg"
	"gonum.org/v1/plot/vg/vgsvg"
)

// DPI is the resolution of the PNG that Save writes.
const DPI = 300

// fixPDF takes the clock and map order out of PDF files. The date is a constant without meaning.
var fixPDF = sync.OnceFunc(func() {
	epoch := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	fpdf.SetDefaultCreationDate(epoch)
	fpdf.SetDefaultModificationDate(epoch)
	fpdf.SetDefaultCatalogSort(true)
})

// Render returns the figure as "svg", "png" (300 dots per inch) or "pdf" without a stamp: the bytes depend on the
// figure alone. Goldens compare these.
func Render(f Figure, format string) ([]byte, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	switch format {
	case "png":
		return PNG(f, DPI)
	case "svg":
		return canvasBytes(f, vgsvg.New(mm(f.Width), mm(f.Height)))
	case "pdf":
		fixPDF()
		return canvasBytes(f, newPDF(mm(f.Width), mm(f.Height)))
	}
	return nil, fmt.Errorf("figure: no format %q; the formats are svg, png and pdf", format)
}

type writableCanvas interface {
	vg.CanvasSizer
	io.WriterTo
}

func canvasBytes(f Figure, c writableCanvas) ([]byte, error) {
	if err := drawOn(f, draw.New(c)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if _, err := c.WriteTo(&b); err != nil {
		return nil, fmt.Errorf("figure: encode: %w", err)
	}
	return b.Bytes(), nil
}

func drawOn(f Figure, c draw.Canvas) error {
	c.SetColor(color.White)
	c.Fill(c.Rectangle.Path())
	return f.Draw(c)
}

// PNG returns the figure as PNG with dpi dots per inch; the resolution is written into the file, so programs that
// honour it show the figure at its true size.
func PNG(f Figure, dpi int) ([]byte, error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	if dpi < 30 || dpi > 2400 {
		return nil, fmt.Errorf("figure: %d dots per inch is outside 30..2400", dpi)
	}
	c := vgimg.NewWith(vgimg.UseWH(mm(f.Width), mm(f.Height)), vgimg.UseDPI(dpi))
	if err := drawOn(f, draw.New(c)); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	if err := enc.Encode(&b, c.Image()); err != nil {
		return nil, fmt.Errorf("figure: encode png: %w", err)
	}
	perMetre := uint32(float64(dpi)/0.0254 + 0.5)
	phys := binary.BigEndian.AppendUint32(nil, perMetre)
	phys = binary.BigEndian.AppendUint32(phys, perMetre)
	return insertChunks(b.Bytes(), pngChunk("pHYs", append(phys, 1)))
}

// pngChunk builds one chunk: length, type, data, CRC-32 (PNG specification, section 5.3).
func pngChunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, kind...)
	b = append(b, data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// insertChunks puts chunks right after IHDR, which always is the first chunk and 25 bytes long.
func insertChunks(file []byte, chunks ...[]byte) ([]byte, error) {
	const ihdrEnd = 8 + 25
	if len(file) < ihdrEnd || string(file[12:16]) != "IHDR" {
		return nil, fmt.Errorf("figure: not a PNG file: it does not begin with an IHDR chunk")
	}
	out := append([]byte(nil), file[:ihdrEnd]...)
	for _, c := range chunks {
		out = append(out, c...)
	}
	return append(out, file[ihdrEnd:]...), nil
}
