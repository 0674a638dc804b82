package bench

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"time"
)

// kernels is one implementation as a Go value. A nil function is something it cannot do.
type kernels struct {
	about About
	bulk  map[string]func(alpha float64, dst, x []float64) (func(), error) // prepared: only the returned call is timed
	draw  func(alpha float64, dst []float64) (func(), error)
	fit   func(columns []float64, rows, count int) (func() ([]float64, error), error)
	many  func(q Request) (Reply, error)
}

// Implementations lists the names that [Serve] knows.
func Implementations() []string { return []string{"stable", "gonum"} }

// Serve answers requests as the named implementation until in ends.
func Serve(name string, in io.Reader, out io.Writer) error {
	var k kernels
	switch name {
	case "stable":
		k = ours()
	case "gonum":
		k = gonum()
	default:
		return fmt.Errorf("there is no implementation %q here; there are %v", name, Implementations())
	}
	s := &server{kernels: k, data: map[string]matrix{}}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var q Request
		var r Reply
		err := json.Unmarshal(lines.Bytes(), &q)
		if err == nil {
			r, err = s.answer(q)
		}
		if err != nil {
			r = Reply{Error: err.Error()}
		}
		b, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(b, '\n')); err != nil {
			return err
		}
	}
	return lines.Err()
}

type matrix struct {
	x             []float64
	rows, columns int
}

// columnsOf returns the columns from, from+1, ... as a matrix of their own.
func (m matrix) columnsOf(from, count int) []float64 {
	if from == 0 && count == m.columns {
		return m.x
	}
	out := make([]float64, 0, m.rows*count)
	for i := range m.rows {
		out = append(out, m.x[i*m.columns+from:i*m.columns+from+count]...)
	}
	return out
}

type server struct {
	kernels
	data map[string]matrix
	buf  []float64
}

func (s *server) answer(q Request) (Reply, error) {
	switch q.Op {
	case "hello":
		return Reply{About: s.about}, nil
	case "load":
		m, err := readMatrix(q.File, q.Rows, q.Columns)
		s.data[q.Key] = m
		return Reply{}, err
	case "values":
		f, ok := s.bulk[q.What]
		if !ok {
			return Reply{}, fmt.Errorf("cannot compute %s", q.What)
		}
		v := make([]float64, len(q.X))
		run, err := f(q.Alpha, v, q.X)
		if err != nil {
			return Reply{}, err
		}
		run()
		r := Reply{Values: make([]string, len(v))}
		for i := range v {
			r.Values[i] = strconv.FormatFloat(v[i], 'g', 17, 64)
		}
		return r, nil
	case "time":
		return s.time(q)
	case "many":
		if s.many != nil {
			return s.many(q)
		}
	}
	return Reply{}, fmt.Errorf("cannot do %s", q.Op)
}

func (s *server) time(q Request) (Reply, error) {
	if q.What == Fit {
		m, ok := s.data[q.Key]
		if !ok || s.fit == nil || q.From < 0 || q.Count < 1 || q.From+q.Count > m.columns {
			return Reply{}, fmt.Errorf("cannot fit columns %d to %d of %q", q.From, q.From+q.Count, q.Key)
		}
		run, err := s.fit(m.columnsOf(q.From, q.Count), m.rows, q.Count)
		if err != nil {
			return Reply{}, err
		}
		begun := time.Now()
		alphas, err := run()
		return Reply{Seconds: time.Since(begun).Seconds(), Done: q.Count, Alphas: alphas}, err
	}
	if len(s.buf) < q.Points {
		s.buf = make([]float64, q.Points)
	}
	var run func()
	var err error
	if q.What == Draw && s.draw != nil {
		run, err = s.draw(q.Alpha, s.buf[:q.Points])
	} else {
		f, ok := s.bulk[q.What]
		m := s.data[q.Key]
		if !ok || q.Points > len(m.x) {
			return Reply{}, fmt.Errorf("cannot time %s of %d points of %q", q.What, q.Points, q.Key)
		}
		run, err = f(q.Alpha, s.buf[:q.Points], m.x[:q.Points])
	}
	if err != nil {
		return Reply{}, err
	}
	run() // what is built on first use is built, and caches are warm
	begun := time.Now()
	for range q.Loops {
		run()
	}
	return Reply{Seconds: time.Since(begun).Seconds(), Done: q.Loops * q.Points}, nil
}

func readMatrix(file string, rows, columns int) (matrix, error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return matrix{}, err
	}
	if len(b) != 8*rows*columns {
		return matrix{}, fmt.Errorf("%s has %d bytes, not %d x %d float64", file, len(b), rows, columns)
	}
	m := matrix{make([]float64, rows*columns), rows, columns}
	for i := range m.x {
		m.x[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*i:]))
	}
	return m, nil
}

func writeMatrix(file string, x []float64) error {
	b := make([]byte, 0, 8*len(x))
	for _, v := range x {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
	}
	return os.WriteFile(file, b, 0o644)
}
