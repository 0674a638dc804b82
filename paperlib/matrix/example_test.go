package matrix_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/matrix"
)

// Three draws of two named coordinates, read by columns.
func ExampleOpen() {
	dir, err := os.MkdirTemp("", "matrix")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "gradients.csv")
	if err := os.WriteFile(path, []byte("weight,bias\n0.5,-1\n0.25,2\n-3,nan\n"), 0o600); err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	f, err := matrix.Open(ctx, path, matrix.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	fmt.Println(f.Draws(), "draws of", f.Coordinates(), "coordinates")
	err = f.Columns(ctx, func(first int, columns [][]float64) error {
		for j, x := range columns {
			fmt.Println(f.Name(first+j), x)
			var bad *matrix.NotFinite
			if errors.As(matrix.CheckFinite(first+j, x), &bad) {
				fmt.Println("draw", bad.Draw, "is", bad.Value)
			}
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 3 draws of 2 coordinates
	// weight [0.5 0.25 -3]
	// bias [-1 2 NaN]
	// draw 2 is NaN
}
