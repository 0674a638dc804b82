package matrix

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// Remarks says what a reader of the numbers must know about how the file was read: columns that were left out, a first line
// taken for names or for a draw, missing cells, rows that were never written.
func (f *File) Remarks() []string { return f.remarks }

// remark adds one, and tells the observer.
func (f *File) remark(o Options, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	f.remarks = append(f.remarks, text)
	o.notice("%s", text)
}

// remarkHalves warns of ties.
func (f *File) remarkHalves(o Options, e element) {
	if e.halves() {
		f.remark(o, "The numbers are %s, of %s bits: draws that were different are tied by rounding, and tests that see single values see the ties; record float32 where it can be had.",
			e.name, map[bool]string{true: "8", false: "11"}[e.name == BFloat16])
	}
}

// picked is some columns of a table.
type picked struct {
	source
	columns []int
}

func (p picked) read(ctx context.Context, dst [][]float64, from int, memory int64) error {
	for at := 0; at < len(dst); {
		n := 1
		for at+n < len(dst) && p.columns[from+at+n] == p.columns[from+at]+n {
			n++
		}
		if err := p.source.read(ctx, dst[at:at+n], p.columns[from+at], memory); err != nil {
			return err
		}
		at += n
	}
	return nil
}

// pick makes these columns the coordinates.
func (f *File) pick(columns []int) {
	if f.names != nil {
		kept := make([]string, len(columns))
		for i, j := range columns {
			kept[i] = f.names[j]
		}
		f.names = kept
	} else if label := f.label; label != nil {
		f.label = func(i int) string { return label(columns[i]) }
	}
	f.source, f.coordinates, f.unread = picked{f.source, columns}, len(columns), nil
	f.metadata += 8 * int64(len(columns))
}

// without leaves out columns.
func (f *File) without(out map[int]bool) {
	kept := make([]int, 0, f.coordinates-len(out))
	for j := range f.coordinates {
		if !out[j] {
			kept = append(kept, j)
		}
	}
	f.pick(kept)
}

// choose takes the columns that are asked for, or leaves out what is no coordinate.
func (f *File) choose(ctx context.Context, o Options) error {
	if len(o.Columns) == 0 {
		return f.leaveOut(ctx, o)
	}
	var columns []int
	seen := map[int]bool{}
	for _, word := range o.Columns {
		from, to, err := f.between(word)
		if err != nil {
			return err
		}
		for j := from; j <= to; j++ {
			if what := f.unread[j]; what != "" {
				return unsupported("column %d (%.40q) %s", j, f.Name(j), what)
			}
			if seen[j] {
				return fmt.Errorf("%w: column %d twice, the second time as %.40q", ErrNoColumn, j, word)
			}
			seen[j] = true
			columns = append(columns, j)
		}
	}
	f.pick(columns)
	return nil
}

// between reads a name, a number or a range of numbers.
func (f *File) between(word string) (from, to int, err error) {
	at, err := f.find(word)
	if err == nil {
		return at, at, nil
	}
	if a, b, ok := strings.Cut(word, "-"); ok {
		i, errA := strconv.Atoi(a)
		j, errB := strconv.Atoi(b)
		if errA == nil && errB == nil && 0 <= i && i <= j && j < f.coordinates {
			return i, j, nil
		}
	}
	return 0, 0, err
}

// listed names the first of some columns.
func (f *File) listed(columns []int) string {
	const most = 8
	var words []string
	for _, j := range columns[:min(len(columns), most)] {
		words = append(words, shown.Name(f.Name(j)))
	}
	if more := len(columns) - most; more > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words, ", "), more)
	}
	return strings.Join(words, ", ")
}
