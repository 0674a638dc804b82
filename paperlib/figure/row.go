package figure

import (
	"bytes"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
)

// A Row is one drawn mark. A field that the mark does not have is NaN and is left blank in the CSV.
type Row struct {
	Panel, Series string
	Mark          string // point, line, band, bar, interval, range, cell
	X, Y          float64
	XLo, XHi      float64
	YLo, YHi      float64
	Value         float64 // of a cell of a heat map; other marks have none
}

// The marks of a heat map.
const (
	markCell    = "cell"
	markMissing = "cell, no value"
)

var nan = math.NaN()

func xy(series, mark string, x, y float64) Row {
	return Row{Series: series, Mark: mark, X: x, Y: y, XLo: nan, XHi: nan, YLo: nan, YHi: nan}
}

// CSV returns the rows of all panels, one mark a line, under the header panel,series,mark,x,y,xlo,xhi,ylo,yhi, and value
// where there is a heat map. Numbers carry six significant digits, finer than any print.
func (f Figure) CSV() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rec := []string{"panel", "series", "mark", "x", "y", "xlo", "xhi", "ylo", "yhi"}
	rows := f.Rows()
	cell := func(r Row) bool { return r.Mark == markCell || r.Mark == markMissing }
	valued := slices.ContainsFunc(rows, cell)
	if valued {
		rec = append(rec, "value")
	}
	if err := w.Write(rec); err != nil {
		return nil, err
	}
	for _, r := range rows {
		rec = append(rec[:0], r.Panel, r.Series, r.Mark)
		list := []float64{r.X, r.Y, r.XLo, r.XHi, r.YLo, r.YHi}
		if valued && cell(r) {
			list = append(list, r.Value)
		} else if valued {
			list = append(list, nan)
		}
		for _, v := range list {
			s := ""
			if !math.IsNaN(v) {
				s = strconv.FormatFloat(v, 'g', 6, 64)
			}
			rec = append(rec, s)
		}
		if err := w.Write(rec); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}
