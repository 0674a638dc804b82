package figure

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A Column describes one column of a table.
type Column struct {
	Key    string // machine name in CSV and JSON, lower case
	Title  string // for people; plain text
	Unit   string // may be empty
	Format string // how a float64 is shown: "" = 3 significant digits, ".2f", ".4g", "d" ...; CSV and JSON keep full precision
	Text   bool   // left-aligned text; otherwise numbers, right-aligned
}

// A Table is a pure value: columns, rows, and the words that go with it. The first column heads its row.
type Table struct {
	Columns []Column
	Rows    [][]any // string, float64, int, bool, stats.Interval or nil
	Caption string  // plain text; names data, number of draws, kind of intervals
	Notes   []string
}

// Check reports a table that cannot be written: no caption, ragged rows, repeated keys, unknown cell types.
func (t Table) Check() error {
	if t.Caption == "" {
		return fmt.Errorf("figure: the table has no caption; it names the data, the number of draws and the kind of the intervals")
	}
	if len(t.Columns) == 0 {
		return fmt.Errorf("figure: the table has no column")
	}
	seen := map[string]bool{}
	for _, c := range t.Columns {
		if c.Key == "" || c.Title == "" || seen[c.Key] {
			return fmt.Errorf("figure: column %q (%q) needs a title and a key of its own", c.Key, c.Title)
		}
		seen[c.Key] = true
	}
	for i, r := range t.Rows {
		if len(r) != len(t.Columns) {
			return fmt.Errorf("figure: row %d of the table has %d cells for %d columns", i+1, len(r), len(t.Columns))
		}
		for j, v := range r {
			if _, err := t.Columns[j].show(v); err != nil {
				return fmt.Errorf("figure: row %d, column %q: %w", i+1, t.Columns[j].Key, err)
			}
		}
	}
	return nil
}

// heading is the title with its unit.
func (c Column) heading() string {
	if c.Unit == "" {
		return c.Title
	}
	return c.Title + " (" + c.Unit + ")"
}

// show formats a cell for people.
func (c Column) show(v any) (string, error) {
	switch v := v.(type) {
	case nil:
		return "", nil
	case string:
		return v, nil
	case bool:
		if v {
			return "yes", nil
		}
		return "no", nil
	case int:
		return minus(strconv.Itoa(v)), nil
	case float64:
		return c.number(v)
	case stats.Interval:
		parts := make([]string, 3)
		for i, x := range []float64{v.Value, v.Lo, v.Hi} {
			s, err := c.number(x)
			if err != nil {
				return "", err
			}
			parts[i] = s
		}
		return parts[0] + " [" + parts[1] + ", " + parts[2] + "]", nil
	}
	return "", fmt.Errorf("a cell of type %T; use string, float64, int, bool, stats.Interval or nil", v)
}

func (c Column) number(v float64) (string, error) {
	switch {
	case math.IsNaN(v):
		return "–", nil
	case math.IsInf(v, 0):
		return infinite(v), nil
	case c.Format == "":
		return powers(strconv.FormatFloat(v, 'g', 3, 64)), nil
	case c.Format == "d":
		return minus(strconv.FormatFloat(v, 'f', 0, 64)), nil
	}
	verb := c.Format[len(c.Format)-1]
	prec, err := strconv.Atoi(strings.TrimPrefix(c.Format[:len(c.Format)-1], "."))
	if err != nil || !strings.ContainsRune("efg", rune(verb)) || c.Format[0] != '.' {
		return "", fmt.Errorf("format %q; use a precision and one of e, f, g, such as .2f, or d", c.Format)
	}
	return powers(strconv.FormatFloat(v, verb, prec, 64)), nil
}

// powers writes the exponent of 1.2e-05 as people do: 1.2 × 10⁻⁵.
func powers(s string) string {
	mant, exp, ok := strings.Cut(s, "e")
	if !ok {
		return minus(s)
	}
	k, err := strconv.Atoi(exp)
	if err != nil {
		panic("figure: strconv wrote the exponent " + exp)
	}
	super := strings.NewReplacer("-", "⁻", "0", "⁰", "1", "¹", "2", "²", "3", "³", "4", "⁴", "5", "⁵", "6", "⁶", "7", "⁷", "8", "⁸", "9", "⁹")
	return minus(mant) + " × 10" + super.Replace(strconv.Itoa(k))
}
