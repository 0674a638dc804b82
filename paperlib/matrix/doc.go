// Package matrix reads tables of gradients, [draws, coordinates], from the files other programs write: NumPy's .npy and
// .npz, safetensors, text, and Parquet.
//
// Coordinates are what is analysed, one at a time, and draws are what is written, one after another; so a file is read by
// blocks of coordinates, as many as fit into [Options.Memory], and a file larger than that is read in several passes.
//
//	.npy          float16, float32 or float64 by every name that numpy.dtype takes, either byte order, C or Fortran order, and
//	              bfloat16; shape (draws, coordinates) or (draws,), any other with [Options.Axis]; arrays saved one behind
//	              the other into one file are draws
//	.npz          such arrays, side by side if they have equal draws, or the one named in [Options.Array]; stored or deflated
//	.safetensors  likewise
//	text          numbers separated by commas, semicolons, tabs or spaces, quoted or not; # begins a comment; an optional
//	              first line of names; UTF-8, or UTF-16 with its mark; also packed by gzip or bzip2
//	.parquet      rows are draws; every column that is a FLOAT, DOUBLE or Float16, or a list of one length of them; a folder
//	              of parts is one table
//
// What is no coordinate is left out and said in [File.Remarks]: an index, columns named and growing as counters and clocks
// do, copies name__MIN and name__MAX, columns of other types, and the rows of zeros of a memory map that was not filled. Where
// a file may mean two things, as a first line of whole numbers or decimal commas may, it is refused and the error says which
// option decides.
//
// Files are not trusted: every declared size is compared with the length of the file before memory is taken, nothing in
// a file is executed (pickled objects are refused), and a malformed file is an error that says where and what to do. NaN
// and infinities are values, not faults of a file: they are passed on, as are missing cells and nulls, which are NaN, and
// [CheckFinite] finds them.
package matrix
