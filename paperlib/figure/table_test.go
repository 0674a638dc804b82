package figure

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

func smallTable() Table {
	return Table{
		Caption: "Data: digits <8x8>; 95 % bootstrap intervals of 100 draws.",
		Columns: []Column{{Key: "law", Title: "Law", Text: true}, {Key: "a", Title: "Index α", Format: ".2f"}, {Key: "ok", Title: "Converged"}},
		Rows: [][]any{
			{"stable | \"quoted\", comma", stats.Interval{Value: 1.6180339887, Lo: 1.5, Hi: 1.7}, true},
			{"Gaussian", math.Inf(-1), false},
			{"none", nil, nil},
		},
		Notes: []string{"a note"},
	}
}

// The numbers survive the way through CSV and JSON in full; people see two decimals.
func TestTableKeepsPrecision(t *testing.T) {
	b, err := smallTable().CSV()
	if err != nil {
		t.Fatal(err)
	}
	recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(recs[0], " "); got != "law a a_lo a_hi ok" {
		t.Errorf("header %q", got)
	}
	if recs[1][0] != `stable | "quoted", comma` || recs[1][1] != "1.6180339887" || recs[2][1] != "-Inf" || recs[3][1] != "" {
		t.Errorf("rows %q", recs[1:])
	}
	j, err := smallTable().JSON("table98-small", testStamp)
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Keys []string
		Rows [][]any
		Data []string
	}
	if err := json.Unmarshal(j, &out); err != nil {
		t.Fatal(err)
	}
	if out.Rows[0][1] != 1.6180339887 || out.Rows[1][1] != "-Inf" || len(out.Keys) != 5 || out.Data[0] != testStamp.Data[0] {
		t.Errorf("JSON %+v", out)
	}
	md, err := smallTable().Markdown()
	if err != nil || !strings.Contains(string(md), "1.62 [1.50, 1.70]") || !strings.Contains(string(md), `stable \| "quoted"`) || !strings.Contains(string(md), "| −∞ |") {
		t.Errorf("%v\n%s", err, md)
	}
}

// The fragment is well formed, every header cell has its scope, and text is escaped.
func TestTableHTML(t *testing.T) {
	b, err := smallTable().HTML()
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(strings.NewReader("<root>" + string(b) + "</root>"))
	scopes := map[string]int{}
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v", err)
		}
		if s, ok := tok.(xml.StartElement); ok && s.Name.Local == "th" {
			scope := "none"
			for _, a := range s.Attr {
				if a.Name.Local == "scope" {
					scope = a.Value
				}
			}
			scopes[scope]++
		}
	}
	if scopes["col"] != 3 || scopes["row"] != 3 || scopes["none"] != 0 {
		t.Errorf("header scopes %v", scopes)
	}
	if !strings.Contains(string(b), "digits &lt;8x8&gt;") {
		t.Error("the caption is not escaped")
	}
}

func TestTableErrors(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Table)
		want   string
	}{
		"no caption":   {func(t *Table) { t.Caption = "" }, "caption"},
		"ragged":       {func(t *Table) { t.Rows[1] = t.Rows[1][:2] }, "2 cells for 3 columns"},
		"repeated key": {func(t *Table) { t.Columns[2].Key = "a" }, "key of its own"},
		"type":         {func(t *Table) { t.Rows[0][1] = []int{1} }, "[]int"},
		"format":       {func(t *Table) { t.Columns[1].Format = "%s" }, "precision"},
	} {
		tab := smallTable()
		c.change(&tab)
		dir := t.TempDir()
		if err := SaveTable(dir, "table01-x", tab, testStamp); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want one with %q", name, err, c.want)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("%s: a refused table left %v, %v", name, left, err)
		}
	}
}

func TestSaveTable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "with space", "tables")
	if err := SaveTable(dir, "table01-x", smallTable(), testStamp); err != nil {
		t.Fatal(err)
	}
	for _, ext := range TableFormats {
		if st, err := os.Stat(filepath.Join(dir, "table01-x."+ext)); err != nil || st.Size() == 0 {
			t.Errorf("%s: %v", ext, err)
		}
	}
}
