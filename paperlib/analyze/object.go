package analyze

import (
	"bufio"
	"encoding/json"
	"io"
)

// WriteJSON writes the report as json.Marshal does and a line feed, one coordinate after the other, so that a report of
// many coordinates is not held in memory as text, too.
func (r *Report) WriteJSON(out io.Writer) error {
	head := *r
	head.PerCoordinate = nil // the last of the keys, and left out when empty
	b, err := json.Marshal(&head)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(out, 1<<16)
	w.Write(b[:len(b)-1]) // faults of writing stay with w
	separator := `,"per_coordinate":[`
	for i := range r.PerCoordinate {
		if b, err = json.Marshal(&r.PerCoordinate[i]); err != nil {
			return err
		}
		w.WriteString(separator)
		if _, err := w.Write(b); err != nil {
			return err
		}
		separator = ","
	}
	if len(r.PerCoordinate) > 0 {
		w.WriteByte(']')
	}
	w.WriteString("}\n")
	return w.Flush()
}
