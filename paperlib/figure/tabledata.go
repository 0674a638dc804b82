package figure

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// fields spreads a cell over its machine columns: an interval fills key, key_lo and key_hi.
func fields(v any) []any {
	if e, ok := v.(stats.Interval); ok {
		return []any{e.Value, e.Lo, e.Hi}
	}
	return []any{v}
}

// machine returns keys and rows in full precision; a column that holds an interval anywhere has three keys.
func (t Table) machine() (keys []string, rows [][]any) {
	wide := make([]bool, len(t.Columns))
	for _, r := range t.Rows {
		for j, v := range r {
			if _, ok := v.(stats.Interval); ok {
				wide[j] = true
			}
		}
	}
	for j, c := range t.Columns {
		keys = append(keys, c.Key)
		if wide[j] {
			keys = append(keys, c.Key+"_lo", c.Key+"_hi")
		}
	}
	for _, r := range t.Rows {
		var out []any
		for j, v := range r {
			f := fields(v)
			if wide[j] && len(f) == 1 {
				f = append(f, nil, nil)
			}
			out = append(out, f...)
		}
		rows = append(rows, out)
	}
	return keys, rows
}

// CSV returns the table with machine names and full precision; empty cells and NaN are blank.
func (t Table) CSV() ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	keys, rows := t.machine()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.Write(keys); err != nil {
		return nil, err
	}
	for _, r := range rows {
		rec := make([]string, len(r))
		for j, v := range r {
			switch v := v.(type) {
			case nil:
			case float64:
				if !math.IsNaN(v) {
					rec[j] = strconv.FormatFloat(v, 'g', -1, 64)
				}
			default:
				rec[j] = fmt.Sprint(v)
			}
		}
		if err := w.Write(rec); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// jsonValue replaces what JSON has no number for.
func jsonValue(v any) any {
	if f, ok := v.(float64); ok && (math.IsNaN(f) || math.IsInf(f, 0)) {
		if math.IsNaN(f) {
			return nil
		}
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return v
}

// JSON returns the columns, the rows in full precision, caption and notes with the stamp.
func (t Table) JSON(name string, stamp Stamp) ([]byte, error) {
	if err := t.Check(); err != nil {
		return nil, err
	}
	type column struct {
		Key   string `json:"key"`
		Title string `json:"title"`
		Unit  string `json:"unit,omitempty"`
	}
	out := struct {
		stamped
		Notes   []string `json:"notes,omitempty"`
		Columns []column `json:"columns"`
		Keys    []string `json:"keys"`
		Rows    [][]any  `json:"rows"`
	}{stamped: stamped{Name: name, Caption: t.Caption, Stamp: stamp}, Notes: t.Notes}
	for _, c := range t.Columns {
		out.Columns = append(out.Columns, column{c.Key, c.Title, c.Unit})
	}
	out.Keys, out.Rows = t.machine()
	for _, r := range out.Rows {
		for j := range r {
			r[j] = jsonValue(r[j])
		}
	}
	b, err := json.MarshalIndent(out, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("figure: table %s: json: %w", name, err)
	}
	return append(b, '\n'), nil
}
