package figure

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"hash/crc32"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
)

var testStamp = Stamp{Results: []string{"4f2a"}, Code: "9b1c", Data: []string{"digits & <more>"}, Seed: 7}

func stampedFiles(t *testing.T, stamp Stamp) map[string][]byte {
	t.Helper()
	f := page("*α̂*")
	f.Caption, f.Alt = `Tail index α̂ of "U" < 2 & more; 95 % interval`, "One letter, α with a hat"
	files, err := Files("fig98-stamp", f, stamp)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestStampInSVG(t *testing.T) {
	var doc struct {
		Role     string `xml:"role,attr"`
		Title    string `xml:"title"`
		Desc     string `xml:"desc"`
		Metadata string `xml:"metadata"`
	}
	b := stampedFiles(t, testStamp)["svg"]
	if err := xml.Unmarshal(b, &doc); err != nil {
		t.Fatalf("not well formed: %v", err)
	}
	var s stamped
	if err := json.Unmarshal([]byte(doc.Metadata), &s); err != nil {
		t.Fatal(err)
	}
	if doc.Role != "img" || doc.Desc != "One letter, α with a hat" || !strings.HasPrefix(doc.Title, `Tail index α̂ of "U" < 2 &`) || s.Data[0] != "digits & <more>" || s.Seed != 7 {
		t.Errorf("role %q, title %q, desc %q, stamp %+v", doc.Role, doc.Title, doc.Desc, s)
	}
	if bytes.Contains(b, []byte("<text")) {
		t.Error("the SVG holds text elements, which depend on the reader's fonts")
	}
}

func TestStampInPNG(t *testing.T) {
	b := stampedFiles(t, testStamp)["png"]
	if _, err := png.Decode(bytes.NewReader(b)); err != nil {
		t.Fatal(err)
	}
	text := map[string]string{}
	for p := 8; p < len(b); {
		n := int(binary.BigEndian.Uint32(b[p:]))
		kind, data := string(b[p+4:p+8]), b[p+8:p+8+n]
		if binary.BigEndian.Uint32(b[p+8+n:]) != crc32.ChecksumIEEE(b[p+4:p+8+n]) {
			t.Errorf("chunk %s has a wrong checksum", kind)
		}
		if kind == "iTXt" {
			key, rest, _ := bytes.Cut(data, []byte{0})
			text[string(key)] = string(rest[4:])
		}
		if kind == "pHYs" && binary.BigEndian.Uint32(data) != 11811 {
			t.Errorf("%d pixels per metre, want 300 per inch", binary.BigEndian.Uint32(data))
		}
		p += 12 + n
	}
	if text["Title"] != "fig98-stamp" || text["Alt Text"] != "One letter, α with a hat" || !strings.Contains(text["Source"], `"4f2a"`) {
		t.Errorf("texts %q", text)
	}
}

// A second PDF reader must accept the file, with strict validation, and find the stamp.
func TestStampInPDF(t *testing.T) {
	api.DisableConfigDir()
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationStrict
	info, err := api.PDFInfo(bytes.NewReader(stampedFiles(t, testStamp)["pdf"]), "fig98-stamp.pdf", nil, false, conf)
	if err != nil {
		t.Fatal(err)
	}
	if info.PageCount != 1 || info.Title != "fig98-stamp" || !strings.HasPrefix(info.Subject, "Tail index α̂") {
		t.Errorf("pages %d, title %q, subject %q", info.PageCount, info.Title, info.Subject)
	}
	if info.Properties["AltText"] != "One letter, α with a hat" || !strings.Contains(info.Properties["Source"], "4f2a") {
		t.Errorf("properties %q", info.Properties)
	}
}

// Another digest of the code changes the JSON file and no other.
func TestDrawingsDoNotNameTheCode(t *testing.T) {
	other := testStamp
	other.Code = "77aa"
	a, b := stampedFiles(t, testStamp), stampedFiles(t, other)
	for _, ext := range Formats {
		if same := bytes.Equal(a[ext], b[ext]); same != (ext != "json") {
			t.Errorf("%s: the same bytes under another digest of the code: %t", ext, same)
		}
	}
}

func TestStampJSONHasNoTime(t *testing.T) {
	var m map[string]any
	if err := json.Unmarshal(stampedFiles(t, testStamp)["json"], &m); err != nil {
		t.Fatal(err)
	}
	for _, k := range []string{"name", "caption", "alt", "results", "code", "data", "seed"} {
		if _, ok := m[k]; !ok {
			t.Errorf("the stamp has no %q", k)
		}
		delete(m, k)
	}
	if len(m) > 0 {
		t.Errorf("unexpected fields %v", m)
	}
}

func TestSaveRefuses(t *testing.T) {
	dir := t.TempDir()
	good := page("x")
	blocked := filepath.Join(dir, "file")
	if err := os.WriteFile(blocked, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	noAlt := good
	noAlt.Alt = ""
	outside := good
	outside.Places = []Place{{Name: "b", X: 50, Y: 0, W: 20, H: 5, Part: Label{Text: "x"}}}
	noData := testStamp
	noData.Data = nil
	for name, c := range map[string]struct {
		dir, name string
		f         Figure
		s         Stamp
		want      string
	}{
		"bad name":     {dir, "Fig 1", good, testStamp, "file name"},
		"no data set":  {dir, "fig01-x", good, noData, "names its data"},
		"no alt":       {dir, "fig01-x", noAlt, testStamp, "alt text"},
		"outside":      {dir, "fig01-x", outside, testStamp, "does not lie inside"},
		"blocked path": {blocked, "fig01-x", good, testStamp, "choose a folder"},
	} {
		if err := Save(c.dir, c.name, c.f, c.s); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(left) != 1 {
		t.Errorf("a refused figure left %v", left)
	}
}

// A name that is taken by a folder makes the rename fail: no temporary file may stay, and the stamp must not appear.
func TestSaveLeavesNoHalf(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "fig01-x.png", "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	err := Save(dir, "fig01-x", page("x"), testStamp)
	if err == nil || !strings.Contains(err.Error(), "fig01-x.png") {
		t.Fatalf("error %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range left {
		if n := e.Name(); n != "fig01-x.svg" && n != "fig01-x.png" {
			t.Errorf("%s was left", n)
		}
	}
}

func TestRenderUnknownFormat(t *testing.T) {
	if _, err := Render(page("x"), "eps"); err == nil || !strings.Contains(err.Error(), "svg, png and pdf") {
		t.Errorf("error %v", err)
	}
	if _, err := PNG(page("x"), 5); err == nil {
		t.Error("5 dots per inch were accepted")
	}
}

func TestCSVReadsBack(t *testing.T) {
	p, err := LineBand(Axis{}, Axis{}, true, Series{Name: "s", Look: categories[0], X: []float64{1, 2}, Y: []float64{3, 4}, Lo: []float64{2, 3}, Hi: []float64{4, 5}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := (&Sheet{Width: ColumnWidth, Blocks: []Block{{Cells: Cells(p)}}}).Figure()
	if err != nil {
		t.Fatal(err)
	}
	b, err := f.CSV()
	if err != nil {
		t.Fatal(err)
	}
	want := "panel,series,mark,x,y,xlo,xhi,ylo,yhi\na,s,band,1,,,,2,4\na,s,band,2,,,,3,5\na,s,line,1,3,,,,\na,s,line,2,4,,,,\na,s,point,1,3,,,,\na,s,point,2,4,,,,\n"
	if string(b) != want {
		t.Errorf("CSV\n%s\nwant\n%s", b, want)
	}
}
