package matrix

import (
	"context"
	"io"
)

// openParquet refuses Parquet.
func openParquet(*File, context.Context, io.ReaderAt, int64, Options) error {
	return unsupported("a Parquet file; save the table with numpy.save")
}
