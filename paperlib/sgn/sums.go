package sgn

// sumRowsGo sets dst to the sum of the rows of tile ([rows, lanes]) whose numbers are in index, in float32. The order of
// additions is fixed, so that every implementation gives the same bits: four partial sums take the rows in turn (the
// rest of a division by four goes to the first), and the result is (s0 + s1) + (s2 + s3).
func sumRowsGo(dst *[lanes]float32, tile []float32, index []int32) {
	var s [4][lanes]float32
	i := 0
	for ; i+4 <= len(index); i += 4 {
		for q := range 4 {
			row := (*[lanes]float32)(tile[int(index[i+q])*lanes:])
			for l := range lanes {
				s[q][l] += row[l]
			}
		}
	}
	for ; i < len(index); i++ {
		row := (*[lanes]float32)(tile[int(index[i])*lanes:])
		for l := range lanes {
			s[0][l] += row[l]
		}
	}
	for l := range lanes {
		dst[l] = (s[0][l] + s[1][l]) + (s[2][l] + s[3][l])
	}
}
