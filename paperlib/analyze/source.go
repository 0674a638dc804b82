package analyze

import "context"

// Source is a table of draws (rows) by coordinates (columns) that is read by blocks of columns, once.
type Source interface {
	Draws() int
	Coordinates() int
	// Name returns what to call coordinate i, or "" when it has no name.
	Name(i int) string
	// Columns calls f with consecutive blocks of columns in order, the first of which is coordinate first. The block
	// belongs to the callee until f returns. An error of f ends the walk and is returned.
	Columns(ctx context.Context, f func(first int, columns [][]float64) error) error
}

// Columns is a Source held in memory: one slice of draws for each coordinate, all of one length.
type Columns [][]float64

// Draws returns the length of the first column.
func (c Columns) Draws() int {
	if len(c) == 0 {
		return 0
	}
	return len(c[0])
}

// Coordinates returns the number of columns.
func (c Columns) Coordinates() int { return len(c) }

// Name returns "": columns in memory have no names.
func (c Columns) Name(int) string { return "" }

// Columns gives all columns as one block.
func (c Columns) Columns(ctx context.Context, f func(first int, columns [][]float64) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return f(0, c)
}
