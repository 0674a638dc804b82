package report

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func TestPaperTemplateIsEmpty(t *testing.T) {
	got, err := ParsePaper(strings.NewReader(PaperTemplate))
	if err != nil || len(got) != 0 {
		t.Errorf("the template holds %v (%v)", got, err)
	}
}

func TestParsePaper(t *testing.T) {
	text := "\ufeff" + paperHead + "# a comment\nC1a,\"sum, squared\",all,2e-3,,p. 4\r\nC7, share ,\"a \"\"b\"\"\",-1,%,Table 2\n"
	got, err := ParsePaper(strings.NewReader(text))
	want := []PaperNumber{{"C1a", "sum, squared", "all", .002, "", "p. 4"}, {"C7", "share", `a "b"`, -1, "%", "Table 2"}}
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v (%v), want %v", got, err, want)
	}
}

const paperHead = "claim,quantity,scope,value,unit,where\n"

func TestParsePaperFaults(t *testing.T) {
	for text, want := range map[string]string{
		"":                                          "no header",
		"# only\n":                                  "no header",
		"claim,value\n":                             "has the header",
		paperHead + "C1,q,s,1,u,w\n":                `line 2: there is no claim "C1"`,
		paperHead + "C2,q,s,1\n":                    "4 fields",
		paperHead + "C2,q,s,1.0%,,w":                "plain number",
		paperHead + "C2,q,s,\"1,5\",,w":             "with a point",
		paperHead + "C2,q,s,NaN,,w":                 "plain number",
		paperHead + "C2,,s,1,,w":                    "needs its quantity",
		paperHead + "C2,q,s,1,,":                    "where in the paper",
		paperHead + "C2,q\"x,s,1,,w":                "quote",
		paperHead + "C2,\xff,s,1,,w":                "UTF-8",
		paperHead + "#\n\nC2,q,s,1,,w\nC2,q,s,2,,w": "line 5: q of C2 (s) was entered before",
	} {
		if _, err := ParsePaper(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// Whatever the file holds, parsing ends in numbers that are finite, complete and of known claims, or in one error.
func FuzzParsePaper(f *testing.F) {
	f.Add(PaperTemplate)
	f.Add(paperHead + "C1a,q,s,1e3,nats,Table 1\n")
	f.Add(paperHead + "C6b,\"a\n\"\"b\",,-0x1p-2,,p\n")
	f.Add("\ufeff" + paperHead)
	f.Fuzz(func(t *testing.T, text string) {
		got, err := ParsePaper(strings.NewReader(text))
		if err != nil {
			if got != nil || !strings.Contains(err.Error(), PaperFile) {
				t.Fatalf("%v beside the error %v", got, err)
			}
			return
		}
		for _, p := range got {
			if math.IsNaN(p.Value) || math.IsInf(p.Value, 0) || p.Quantity == "" || p.Where == "" || p.Claim[0] != 'C' {
				t.Fatalf("accepted %+v", p)
			}
		}
	})
}
