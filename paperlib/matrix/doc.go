// Package matrix reads tables of gradients, [draws, coordinates], from the files other programs write: NumPy's .npy and
// .npz, text, and Parquet.
//
// Coordinates are what is analysed, one at a time, and draws are what is written, one after another; so a file is read by
// blocks of coordinates, as many as fit into [Options.Memory], and a file larger than that is read in several passes.
//
//	.npy      float32 or float64, little- or big-endian, C or Fortran order; shape (draws, coordinates) or (draws,)
//	.npz      one such array, or the one named in [Options.Array]; stored or deflated
//	text      numbers separated by commas, or by spaces and tabs; # begins a comment; an optional first line of names
//	.parquet  rows are draws; every column is a FLOAT or DOUBLE without nulls
//
// Files are not trusted: every declared size is compared with the length of the file before memory is taken, nothing in
// a file is executed (pickled objects are refused), and a malformed file is an error that says where and what to do. NaN
// and infinities are values, not faults of a file: they are passed on, and [CheckFinite] finds them.
package matrix
