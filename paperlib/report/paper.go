package report

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// PaperFile is the name, under figures/results/, of the one file where an owner of the paper's PDF enters its numbers.
const PaperFile = "paper-numbers.csv"

// PaperTemplate is that file as it is committed: empty of numbers, since the paper's full text is not part of this
// artifact and no number here is ever called the paper's.
const PaperTemplate = `# Numbers of the paper, entered by someone who has its PDF. This artifact has none: it knows the abstracts only.
# One number a line; the report and REPRODUCE.md then show it beside ours.
#   claim     C1a, C1b, C1c, C2, C3, C4, C5, C6a, C6b, C6c or C7
#   quantity  what the number is, as the paper calls it
#   scope     data set, network, batch size: as far as the paper says
#   value     a plain number such as 1.6 or 2e-3
#   unit      may be empty
#   where     page, figure or table of the paper: never empty
# A text that holds a comma stands in double quotes. Lines that begin with # are comments.
claim,quantity,scope,value,unit,where
`

// PaperNumber is one line of PaperFile.
type PaperNumber struct {
	Claim, Quantity, Scope string
	Value                  float64
	Unit, Where            string
}

var paperHeader = []string{"claim", "quantity", "scope", "value", "unit", "where"}

// ParsePaper reads PaperFile. An error names the line, what is wrong with it and what is expected.
func ParsePaper(in io.Reader) ([]PaperNumber, error) {
	r := csv.NewReader(in)
	r.Comment = '#'
	r.FieldsPerRecord = -1
	header, err := r.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%s has no header; its first line that is not a comment is %s", PaperFile, strings.Join(paperHeader, ","))
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w; quote a text that holds a comma or a quote", PaperFile, err)
	}
	header[0] = strings.TrimPrefix(header[0], "\ufeff") // spreadsheets put a byte-order mark in front
	if !slices.Equal(header, paperHeader) {
		return nil, fmt.Errorf("%s has the header %q; it is %s", PaperFile, strings.Join(header, ","), strings.Join(paperHeader, ","))
	}
	var out []PaperNumber
	for {
		f, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; quote a text that holds a comma or a quote", PaperFile, err)
		}
		line, _ := r.FieldPos(0)
		bad := func(format string, args ...any) ([]PaperNumber, error) {
			return nil, fmt.Errorf("%s, line %d: %s", PaperFile, line, fmt.Sprintf(format, args...))
		}
		if len(f) != len(paperHeader) {
			return bad("%d fields; there are %d: %s", len(f), len(paperHeader), strings.Join(paperHeader, ","))
		}
		for i := range f {
			if f[i] = strings.TrimSpace(f[i]); !utf8.ValidString(f[i]) {
				return bad("the %s is not UTF-8 text; save the file as UTF-8", paperHeader[i])
			}
		}
		p := PaperNumber{Claim: f[0], Quantity: f[1], Scope: f[2], Unit: f[4], Where: f[5]}
		if _, ok := lab.ClaimByID(p.Claim); !ok {
			return bad("there is no claim %q; the claims are C1a, C1b, C1c, C2, C3, C4, C5, C6a, C6b, C6c and C7", p.Claim)
		}
		if p.Quantity == "" || p.Where == "" {
			return bad("a number needs its quantity and where in the paper it stands")
		}
		if p.Value, err = strconv.ParseFloat(f[3], 64); err != nil || math.IsInf(p.Value, 0) || math.IsNaN(p.Value) {
			return bad("the value %q is not a plain number such as 1.6 or 2e-3 (with a point, without a unit)", f[3])
		}
		for _, o := range out {
			if o.Claim == p.Claim && o.Quantity == p.Quantity && o.Scope == p.Scope {
				return bad("%s of %s (%s) was entered before", p.Quantity, p.Claim, p.Scope)
			}
		}
		out = append(out, p)
	}
}

// readPaper reads the file at path; a file that does not exist holds no numbers.
func readPaper(path string) ([]PaperNumber, error) {
	f, err := files.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("reading the paper's numbers: %w", err)
	}
	defer f.Close()
	return ParsePaper(f)
}
