package datasets

import (
	"crypto/sha256"
	"fmt"
)

// Digest returns the digest that Load would give a set under these options, without reading any file: it is a function
// of the published digests of the contents, the constants of standardisation and the subset. A result's identity can
// so be known on a machine that does not hold the data.
func Digest(name string, o Options) (string, error) {
	if name == "digits" {
		return digitsSet(o), nil
	}
	s := specOf(name)
	if s == nil {
		return "", unknown(name)
	}
	return s.digest(o)
}

func digitsSet(o Options) string {
	return digest("digits", []string{digitsDigest}, digitsMean, digitsStd, []int{digitsTrain, digitsCount - digitsTrain}, o)
}

func (s *spec) digest(o Options) (string, error) {
	files := make([]string, len(s.files))
	for i, f := range s.files {
		files[i] = f.sha256
	}
	if s.text != nil {
		files = append(files, fmt.Sprint("shape ", s.shape))
		v, err := o.vocabularyDigest()
		if err != nil {
			return "", err
		}
		if v != "" {
			files = append(files, v)
		}
	}
	return digest(s.name, files, s.mean, s.std, []int{s.train, s.test}, o), nil
}

func digest(name string, files []string, mean, std []float64, sizes []int, o Options) string {
	h := sha256.New()
	fmt.Fprintln(h, name, files, mean, std)
	for i, keep := range []int{o.Train, o.Test} {
		if keep > 0 && keep < sizes[i] {
			fmt.Fprintln(h, []string{"train", "test"}[i], keep, o.Seed)
		}
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

var (
	digitsMean = []float64{0.305005}
	digitsStd  = []float64{0.375900}
)
