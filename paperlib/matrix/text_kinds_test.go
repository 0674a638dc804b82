package matrix

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// draw is number j of draw i as from a normal law of this scale, to the digits that a program prints: reproducible, and
// without whole numbers.
func draw(i, j int, scale float64) float64 {
	u := uint64(i)*0x9E3779B97F4A7C15 + uint64(j+1)*0xBF58476D1CE4E5B9
	u ^= u >> 31
	u *= 0x94D049BB133111EB
	u ^= u >> 29
	p := (float64(u>>11) + .5) / (1 << 53)
	return math.Round(math.Sqrt2*math.Erfinv(2*p-1)*1e5) / 1e5 * scale
}

// drawn is a text of draws: cell writes one.
func drawn(head string, draws, coordinates int, separator string, scale float64, cell func(i, j int, s string) string) string {
	var b strings.Builder
	b.WriteString(head)
	for i := range draws {
		for j := range coordinates {
			if j > 0 {
				b.WriteString(separator)
			}
			s := strconv.FormatFloat(draw(i, j, scale), 'g', -1, 64)
			if cell != nil {
				s = cell(i, j, s)
			}
			b.WriteString(s)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func comma(_, _ int, s string) string { return strings.ReplaceAll(s, ".", ",") }

// in16 is a text in UTF-16 with its mark.
func in16(s string, big bool) string {
	var b []byte
	for _, u := range utf16.Encode([]rune("\ufeff" + s)) {
		if big {
			b = append(b, byte(u>>8), byte(u))
		} else {
			b = append(b, byte(u), byte(u>>8))
		}
	}
	return string(b)
}

func gzipped(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write([]byte(s))
	z.Close()
	return b.String()
}

// behind puts what counts the rows in front of the lines below the head.
func behind(head, body string, count func(i int) string) string {
	lines := strings.Split(strings.TrimSuffix(body, "\n"), "\n")
	for i, l := range lines {
		lines[i] = count(i) + l
	}
	return head + strings.Join(lines, "\n") + "\n"
}

// TestTextKinds reads tables as people have them. Every one is draws 0 to 199 of the coordinates that names lists.
func TestTextKinds(t *testing.T) {
	const n = 200
	plain := drawn("", n, 3, ",", 1e-3, nil)
	for name, c := range map[string]struct {
		text    string
		o       Options
		names   string // of the coordinates; those of no header are numbers
		remarks string
	}{
		"header of numbers, told":       {"12,57,103\n" + plain, Options{Header: "yes"}, "12 57 103", ""},
		"header of names":               {"p12,p57,p103\n" + plain, Options{}, "p12 p57 p103", ""},
		"count as header, told":         {"0,1,2\n" + plain, Options{Header: "yes"}, "0 1 2", ""},
		"words and numbers, told":       {"w,57,103\n" + plain, Options{Header: "yes"}, "w 57 103", ""},
		"comma in a quoted name":        {"\"w[0, 0]\",\"w[0, 1]\",\"a \"\"b\"\"\"\n" + plain, Options{}, `w[0, 0] w[0, 1] a "b"`, ""},
		"pandas":                        {behind(",0,1,2\n", plain, func(i int) string { return fmt.Sprint(i, ",") }), Options{}, "0 1 2", "taken for the names"},
		"pandas, numbers of parameters": {behind(",12,57,103\n", plain, func(i int) string { return fmt.Sprint(i, ",") }), Options{}, "12 57 103", "taken for the names"},
		"R's write.table":               {behind("\"a\" \"b\" \"c\"\n", drawn("", n, 3, " ", 1e-3, nil), func(i int) string { return fmt.Sprintf("\"%d\" ", i+1) }), Options{}, "a b c", "counts the rows from 1 to 200"},
		"R's write.csv2":                {drawn("\"a\";\"b\"\n", n, 2, ";", 1, comma), Options{Decimal: ","}, "a b", ""},
		"decimal comma, one column":     {drawn("", n, 1, "", 1, comma), Options{Decimal: ","}, "0", ""},
		"decimal comma, tabs":           {drawn("a\tb\n", n, 2, "\t", 1, comma), Options{Decimal: ","}, "a b", ""},
		"decimal comma, spaces":         {drawn("", n, 2, "  ", 1, comma), Options{Decimal: ","}, "0 1", ""},
		"decimal comma, quoted":         {drawn("a,b\n", n, 2, ",", 1, func(i, j int, s string) string { return `"` + comma(i, j, s) + `"` }), Options{Decimal: ","}, "a b", ""},
		"semicolons":                    {drawn("a;b\n", n, 2, ";", 1, nil), Options{}, "a b", ""},
		"quoted numbers":                {drawn("\"a\",\"b\"\n", n, 2, ",", 1, func(_, _ int, s string) string { return `"` + s + `"` }), Options{}, "a b", ""},
		"trailing separators":           {strings.ReplaceAll(drawn("", n, 3, "\t", 1, nil), "\n", "\t\n"), Options{}, "0 1 2", "1 columns without a name were left out: every cell of them is empty"},
		"trailing separator, names":     {strings.ReplaceAll(drawn("a,b\n", n, 2, ",", 1, nil), "\n", ",\n"), Options{}, "a b", "1 columns without a name"},
		"tabs among spaces": {drawn("", n, 4, " \t", 1, func(_, j int, s string) string {
			if j == 1 {
				return s + " 0.5"
			}
			return s
		}), Options{Columns: []string{"0", "1"}}, "0 1", ""},
		"UTF-16":             {in16(drawn("a\tb\n", n, 2, "\t", 1, nil), false), Options{}, "a b", ""},
		"UTF-16, big-endian": {in16(drawn("ä\tb\r\n", n, 2, "\t", 1, nil), true), Options{}, "ä b", ""},
		"carriage returns":   {strings.ReplaceAll(drawn("a,b\n", n, 2, ",", 1, nil), "\n", "\r"), Options{}, "a b", ""},
		"Fortran":            {drawn("", n, 2, " ", 1, func(_, _ int, s string) string { return strings.ReplaceAll(s, ".", "0.") + "D+00" }), Options{}, "", ""},
		"gz":                 {gzipped(drawn("a,b\n", n, 2, ",", 1, nil)), Options{}, "a b", ""},
		"TensorBoard":        {behind("Wall time,Step,Value\n", drawn("", n, 1, ",", 1, nil), func(i int) string { return fmt.Sprintf("%d.5,%d,", 1619761818+95*i, 5*i) }), Options{}, "Value", "left out: Wall time, Step."},
		"W&B": {behind("\"Step\",\"g/w0__MIN\",\"g/w0__MAX\",\"g/w0\"\n", drawn("", n, 1, ",", 1, nil), func(i int) string { return fmt.Sprintf("\"%d\",\"1\",\"2\",", i) }),
			Options{}, "g/w0", "Copies of other columns were left out: g/w0__MIN, g/w0__MAX."},
		"steps that start again": {behind("epoch,a\n", drawn("", n, 1, ",", 1, nil), func(i int) string { return fmt.Sprint(i%7, ",") }), Options{}, "a", "left out: epoch"},
		"chosen":                 {behind("step,a,b,c\n", plain, func(i int) string { return fmt.Sprint(i, ",") }), Options{Columns: []string{"1-3"}}, "a b c", ""},
	} {
		f, names, remarks := opened(t, save(t, "x.data", []byte(c.text)), c.o)
		want := strings.Join(names, " ")
		if c.names != "" && f.names != nil && want != c.names || f.names == nil && c.names != "" && len(strings.Fields(c.names)) != f.Coordinates() {
			t.Errorf("%s: %d coordinates %q", name, f.Coordinates(), names)
			continue
		}
		if !strings.Contains(remarks, c.remarks) || c.remarks == "" && remarks != "" {
			t.Errorf("%s: remarks %q", name, remarks)
		}
		scale := 1.0
		if strings.Contains(c.text, draw3) {
			scale = 1e-3
		}
		for j, column := range columns(t, f) {
			if len(column) != n {
				t.Fatalf("%s: %d draws", name, len(column))
			}
			for i, v := range column {
				w := draw(i, j, scale)
				if name == "Fortran" {
					w, _ = strconv.ParseFloat(strings.ReplaceAll(strconv.FormatFloat(w, 'g', -1, 64), ".", "0."), 64)
				}
				if v != w {
					t.Fatalf("%s: draw %d of coordinate %d is %v, want %v", name, i, j, v, w)
				}
			}
		}
	}
}

// draw3 is in the tables of small numbers.
var draw3 = strconv.FormatFloat(draw(0, 0, 1e-3), 'g', -1, 64)

// TestTextAsks: where a table may mean two things it is not read, and the error says what to give; with that it is read.
func TestTextAsks(t *testing.T) {
	const n = 200
	plain, one := drawn("", n, 8, ",", 1e-3, nil), drawn("", n, 1, "", 1e-3, nil)
	for name, c := range map[string]struct {
		text, words string
		answers     map[string]Options // and the draws that each gives
	}{
		"header of numbers": {"12,57,103,4410,9000,15001,20007,26972\n" + plain, "Give --header yes for names, or --header no for a draw",
			map[string]Options{"200 x 8": {Header: "yes"}, "201 x 8": {Header: "no"}}},
		"header of one number": {"0\n" + one, "--header yes", map[string]Options{"200 x 1": {Header: "yes"}, "201 x 1": {Header: "no"}}},
		"count":                {"0,1,2,3,4,5,6,7\n" + plain, "--header yes", map[string]Options{"200 x 8": {Header: "yes"}, "201 x 8": {Header: "no"}}},
		"words and numbers":    {"step,1,2,3,4,5,6,7\n" + plain, "--header yes", map[string]Options{"200 x 8": {Header: "yes"}}},
		"decimal commas":       {drawn("", n, 1, "", 1, comma), "give --decimal ,", map[string]Options{"200 x 1": {Decimal: ","}, "200 x 2": {Decimal: "."}}},
		"decimal commas, small": {drawn("", n, 1, "", 1e-9, func(_, _ int, s string) string {
			if !strings.Contains(s, ".") {
				s = strings.Replace(s, "e", ".0e", 1)
			}
			return comma(0, 0, s)
		}), "give --decimal ,", map[string]Options{"200 x 1": {Decimal: ","}}},
		"decimal commas, tabs":       {drawn("", n, 2, "\t", 1, comma), "give --decimal ,", map[string]Options{"200 x 2": {Decimal: ","}}},
		"decimal commas, semicolons": {drawn("", n, 2, ";", 1, comma), "give --decimal ,", map[string]Options{"200 x 2": {Decimal: ","}}},
		"decimal commas and a name":  {drawn("w\n", n, 1, "", 1, comma), "give --decimal ,", map[string]Options{"200 x 1": {Decimal: ","}}},
		"some whole":                 {drawn("-0,25\n0,07\n2\n", n, 1, "", 1, comma), "give --decimal ,", nil},
	} {
		path := save(t, "x.csv", []byte(c.text))
		if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.words) {
			t.Errorf("%s: %v", name, err)
		}
		for want, o := range c.answers {
			f, _, _ := opened(t, path, o)
			if got := fmt.Sprintf("%d x %d", f.Draws(), f.Coordinates()); got != want {
				t.Errorf("%s, %+v: %s, want %s", name, o, got, want)
			}
		}
	}
}

// TestTextThatIsNotAsked: tables with whole numbers in them are tables.
func TestTextThatIsNotAsked(t *testing.T) {
	const n = 200
	for name, s := range map[string]string{
		"zeros first":     "0,0,0\n" + drawn("", n, 3, ",", 1, nil),
		"a dead column":   drawn("", n, 2, ",", 1, func(_, j int, s string) string { return map[bool]string{true: "0", false: s}[j == 0] }),
		"whole numbers":   drawn("", n, 2, ",", 1, func(i, j int, _ string) string { return fmt.Sprint(1 + i*7%13*(j+1)) }),
		"counts in pairs": drawn("", n, 2, ",", 1, func(i, j int, _ string) string { return fmt.Sprint(i * 7 % (50 + j)) }),
		"few draws":       "1,2\n0.5,0.7\n",
		"names of words":  drawn("na,a\n", n, 2, ",", 1, nil),
	} {
		f, _, remarks := opened(t, save(t, "x.csv", []byte(s)), Options{})
		if remarks != "" || f.Draws() != strings.Count(s, "\n")-map[bool]int{true: 1}[name == "names of words"] {
			t.Errorf("%s: %d draws, %q", name, f.Draws(), remarks)
		}
	}
}

// TestFirstLineIsNamed: a first line that is suspicious and may be a draw is one, with a remark.
func TestFirstLineIsNamed(t *testing.T) {
	for name, c := range map[string]struct{ head, words string }{
		"far":    {"12.5,57.5,103.5\n", "(12.5, 57.5, 103.5) lies far outside"},
		"sorted": {".1,.2,.3,.4,.5,.6,.7,.8\n", "(.1, .2, .3, .4, ...) grows from column to column"},
	} {
		s := drawn(c.head, 200, strings.Count(c.head, ",")+1, ",", 1, nil)
		f, _, remarks := opened(t, save(t, "x.csv", []byte(s)), Options{})
		if f.Draws() != 201 || !strings.Contains(remarks, c.words) {
			t.Errorf("%s: %d draws, %q", name, f.Draws(), remarks)
		}
		if f, _, remarks := opened(t, save(t, "x.csv", []byte(s)), Options{Header: "no"}); f.Draws() != 201 || remarks != "" {
			t.Errorf("%s: %q", name, remarks)
		}
		if f, _, _ := opened(t, save(t, "x.csv", []byte(s)), Options{Header: "yes"}); f.Draws() != 200 {
			t.Errorf("%s: %d draws", name, f.Draws())
		}
	}
}

// TestMissingCells: what is missing is a NaN of its own column, and what is infinite is infinite.
func TestMissingCells(t *testing.T) {
	for _, separator := range []string{",", "\t", ";"} {
		s := drawn("", 200, 4, separator, 1, func(i, j int, s string) string {
			if i%4 == j {
				return ""
			}
			return s
		})
		f, _, remarks := opened(t, save(t, "x.tsv", []byte(s)), Options{})
		if f.Coordinates() != 4 || !strings.Contains(remarks, "200 cells are empty") {
			t.Fatalf("%q: %d coordinates, %q", separator, f.Coordinates(), remarks)
		}
		for j, c := range columns(t, f) {
			for i, v := range c {
				if missing := i%4 == j; missing != math.IsNaN(v) || !missing && v != draw(i, j, 1) {
					t.Fatalf("%q: draw %d of coordinate %d is %v", separator, i, j, v)
				}
			}
		}
	}
	inf, nan := math.Inf(1), math.NaN()
	for word, want := range map[string]float64{"NA": nan, "null": nan, "N/A": nan, "None": nan, "<NA>": nan, "-nan(ind)": nan, "-nan": nan, "1.#QNAN": nan, "-1.#IND00": nan,
		"1.#INF": inf, "-1.#INF00": -inf, "-inf": -inf, "1.0D-03": 1e-3, "1d2": 100, "+.5": .5} {
		f, _, _ := opened(t, save(t, "x.csv", []byte("0.25,"+word+",0.75\n1.25,1.5,1.75\n")), Options{})
		c := columns(t, f)
		if v := c[1][0]; v != want && !(math.IsNaN(v) && math.IsNaN(want)) || c[2][0] != .75 || c[0][0] != .25 {
			t.Errorf("%s is %v", word, v)
		}
	}
	for _, word := range []string{"1.2.3", "1d2d", "x", "-", "1,5", "nan(", "1.#INX"} {
		if _, err := Open(t.Context(), save(t, "x.csv", []byte("0.25;0.5\n1.5;"+word+"\n")), Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "column 1 is no number") {
			t.Errorf("%s: %v", word, err)
		}
	}
}

// TestPackedText: damage and bombs are refused, without the disk.
func TestPackedText(t *testing.T) {
	whole := gzipped(drawn("", 2000, 3, ",", 1, nil))
	bent := []byte(whole)
	bent[len(bent)/2] ^= 255
	bomb := gzipped(strings.Repeat("0,0,0,0,0,0\n", 1_000_000))
	dir := t.TempDir()
	for words, b := range map[string][]byte{
		"truncated or damaged": []byte(whole[:len(whole)-9]), "": bent, "unpack it first": []byte(bomb),
		"a compressed .npy file": []byte(gzipped(string(npy("<f8", false, 3, 2)))), "empty once": []byte(gzipped("")),
	} {
		err := readAll(t, bytes.NewReader(b), int64(len(b)), "x.csv.gz", Options{Memory: 4 << 20, TempDir: dir})
		if err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%s: %v", words, err)
		}
	}
}
