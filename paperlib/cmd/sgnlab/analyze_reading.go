package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/matrix"
)

// readingFlags say how a file of draws is read, where it cannot say itself.
type readingFlags struct {
	NPZArray string   `name:"npz-array" help:"Array of an .npz or .safetensors file, when it holds several." placeholder:"NAME"`
	Columns  string   `help:"Coordinates to read: names, numbers from 0 as the file has its columns, or ranges as 3-7, with commas between; names with commas in double quotes. Nothing is then left out by itself." placeholder:"LIST"`
	Header   string   `help:"Whether the first line of a text names the columns: yes or no. Without it, told by what it holds." enum:",yes,no" default:"" placeholder:"yes|no"`
	Decimal  string   `help:"Decimal mark of a text: . or , (semicolons, tabs or spaces then separate numbers, or commas around quoted ones)." placeholder:"MARK"`
	DType    string   `name:"dtype" help:"What an .npy or .npz file holds that does not say: bfloat16." enum:",bfloat16" default:"" placeholder:"TYPE"`
	Axis     *int     `help:"Axis of an array that numbers the draws, from 0; 1 for a table [coordinates, draws]." placeholder:"N"`
	Memory   byteSize `help:"Memory of this process; a file for which it is too little is read in several passes." default:"1GB" placeholder:"SIZE"`
}

// Validate refuses a wrong command line before the file is opened.
func (r readingFlags) Validate() error {
	if alive(int64(r.Memory)) < leastAlive {
		return fmt.Errorf("--memory %s: the program itself takes %s; give --memory %dMB, or more", lab.Bytes(int64(r.Memory)), lab.Bytes(programBytes), memoryFor(leastAlive)/1_000_000+1)
	}
	if r.Decimal != "" && r.Decimal != "." && r.Decimal != "," {
		return fmt.Errorf("--decimal %q: give . or ,", r.Decimal)
	}
	_, err := r.columns()
	return err
}

// columns reads the list of --columns.
func (r readingFlags) columns() ([]string, error) {
	if r.Columns == "" {
		return nil, nil
	}
	list := csv.NewReader(strings.NewReader(r.Columns))
	list.TrimLeadingSpace = true
	words, err := list.Read()
	if err != nil || strings.Contains(r.Columns, "\n") {
		return nil, fmt.Errorf("--columns %q: give names, numbers or ranges with commas between, and double quotes around a name that holds a comma", r.Columns)
	}
	for _, w := range words {
		if w == "" {
			return nil, fmt.Errorf("--columns %q: an empty name", r.Columns)
		}
	}
	return words, nil
}

// options are those of package matrix; notice is told what happens to the file.
func (r readingFlags) options(notice func(string)) matrix.Options {
	columns, _ := r.columns() // Validate has read them
	return matrix.Options{Memory: alive(int64(r.Memory)), Array: r.NPZArray, Columns: columns, Header: r.Header, Decimal: r.Decimal, DType: r.DType, Axis: r.Axis, Notice: notice}
}

// advise says where memory is allowed, to whoever is told to allow more.
func (r readingFlags) advise(err error) error {
	if !errors.Is(err, matrix.ErrMemory) {
		return err
	}
	return fmt.Errorf("%w; it is allowed by --memory, which is %s", err, lab.Bytes(int64(r.Memory)))
}

// readingHelp says which files are read, and how.
const readingHelp = `The file is a table [draws, coordinates] of any framework: a .npy, .npz or .safetensors array of floating-point numbers, a
.parquet table or a folder of its parts, or text, also packed as .gz or .bz2. Arrays of equal draws in one file are read side by
side, and arrays that were saved one behind the other as draws. What a file cannot say is asked for: --header, --decimal,
--dtype, --axis. Columns that count or time the rows (an index, step, epoch, wall time), copies (name__MIN, name__MAX), and
those of other types are left out, and said; --columns takes what it names. Empty cells and nulls are NaN of their column.
`
