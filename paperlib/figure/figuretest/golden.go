// Package figuretest compares drawings with committed goldens.
package figuretest

import (
	"bytes"
	"flag"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

var update = flag.Bool("update", false, "rewrite the goldens under testdata with what is drawn now; look at them before you commit")

// goldenDPI keeps the committed pictures small.
const goldenDPI = 110

// Figure compares the unstamped figure with testdata/name.png (pixel by pixel: another Go release may compress
// otherwise), testdata/name.svg and testdata/name.csv (byte by byte). The goldens hold for amd64: other processors fuse
// multiplications and additions and so round differently.
func Figure(t *testing.T, name string, f figure.Figure) {
	t.Helper()
	if runtime.GOARCH != "amd64" {
		t.Skipf("goldens are for amd64, this is %s", runtime.GOARCH)
	}
	pic, err := figure.PNG(f, goldenDPI)
	if err != nil {
		t.Fatal(err)
	}
	svg, err := figure.Render(f, "svg")
	if err != nil {
		t.Fatal(err)
	}
	csv, err := f.CSV()
	if err != nil {
		t.Fatal(err)
	}
	Bytes(t, name+".svg", svg)
	Bytes(t, name+".csv", csv)
	pixels(t, name+".png", pic)
}

// Bytes compares got with testdata/file, or rewrites it under -update.
func Bytes(t *testing.T, file string, got []byte) {
	t.Helper()
	want, ok := golden(t, file, got)
	if !ok || bytes.Equal(got, want) {
		return
	}
	at := 0
	for at < len(got) && at < len(want) && got[at] == want[at] {
		at++
	}
	t.Errorf("testdata/%s differs from byte %d on (%d bytes now, %d in the golden):\n now    %.120q\n golden %.120q\nif the change is meant, run go test with -update, look at the pictures and commit them",
		file, at, len(got), len(want), got[at:], want[at:])
}

func golden(t *testing.T, file string, got []byte) (want []byte, ok bool) {
	t.Helper()
	path := filepath.Join("testdata", file)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return nil, false
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test with -update to make it", err)
	}
	return want, true
}

func pixels(t *testing.T, file string, got []byte) {
	t.Helper()
	want, ok := golden(t, file, got)
	if !ok {
		return
	}
	a, b := decode(t, got), decode(t, want)
	if a.Bounds() != b.Bounds() {
		t.Fatalf("testdata/%s: size %v, golden %v", file, a.Bounds(), b.Bounds())
	}
	n := 0
	for y := a.Bounds().Min.Y; y < a.Bounds().Max.Y; y++ {
		for x := a.Bounds().Min.X; x < a.Bounds().Max.X; x++ {
			if a.At(x, y) != b.At(x, y) {
				n++
			}
		}
	}
	if n > 0 {
		t.Errorf("testdata/%s: %d pixels differ; if the change is meant, run go test with -update, look and commit", file, n)
	}
}

func decode(t *testing.T, b []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// Framed fails when ink touches the edge of the page, a sign of a label that is cut off.
func Framed(t *testing.T, f figure.Figure) {
	t.Helper()
	b, err := figure.PNG(f, goldenDPI)
	if err != nil {
		t.Fatal(err)
	}
	img := decode(t, b)
	r := img.Bounds()
	white := func(x, y int) bool {
		red, green, blue, _ := img.At(x, y).RGBA()
		return red&green&blue == 0xffff
	}
	for x := r.Min.X; x < r.Max.X; x++ {
		if !white(x, r.Min.Y) || !white(x, r.Max.Y-1) {
			t.Fatalf("ink on the upper or lower edge of the page at pixel column %d: something is cut off", x)
		}
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		if !white(r.Min.X, y) || !white(r.Max.X-1, y) {
			t.Fatalf("ink on the left or right edge of the page at pixel row %d: something is cut off", y)
		}
	}
}
