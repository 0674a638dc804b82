package pipeline

import (
	"encoding/binary"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/training"
)

// rows is an array that a unit makes row by row. It lies in the unit's scratch folder, so that a unit that was killed resumes
// behind the last whole row.
type rows[F float32 | float64] struct {
	*files.Partial
	width int
}

func openRows[F float32 | float64](w *lab.Work, be *training.Backend, name string, width int) (*rows[F], error) {
	scratch, err := w.Scratch()
	if err != nil {
		return nil, err
	}
	p, err := files.OpenPartial(filepath.Join(scratch, name+".rows"), lab.Digest([]byte(w.ID()+be.Identity())))
	if err != nil {
		return nil, err
	}
	return &rows[F]{p, width}, nil
}

// put keeps a row. A resumed unit makes rows again that are there already, with the same bits.
func (r *rows[F]) put(row int, v []F) error {
	if row < r.Blocks() {
		return nil
	}
	b, err := binary.Append(nil, binary.LittleEndian, v)
	if err != nil {
		return err
	}
	return r.Append(b)
}

// get reads rows from one on into v.
func (r *rows[F]) get(from int, v []F) error {
	size := int64(binary.Size(v))
	at := int64(from) * int64(binary.Size(make([]F, r.width)))
	return binary.Read(io.NewSectionReader(r.Contents(), at, size), binary.LittleEndian, v)
}

// store keeps the first n rows as an array of the unit.
func (r *rows[F]) store(w *lab.Work, name string, n int) error {
	v := make([]F, n*r.width)
	if err := r.get(0, v); err != nil {
		return fmt.Errorf("read the %d rows of %s: %w", n, name, err)
	}
	if single, ok := any(v).([]float32); ok {
		return w.Array32(name, []int{n, r.width}, single)
	}
	return w.Array(name, []int{n, r.width}, any(v).([]float64))
}
