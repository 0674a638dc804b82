package figure

import (
	"encoding/json"
	"errors"
	"fmt"
)

// A Stamp says where a figure's numbers come from. It holds no time, host or commit, so that the same results give the
// same bytes; those lie in the provenance of the results it names. Code stands in the JSON file alone: inside the drawings
// it would change the bytes of every figure with every edit of any package.
type Stamp struct {
	Results []string `json:"results"`        // ids in the run store
	Code    string   `json:"code,omitempty"` // digest of the code that drew
	Data    []string `json:"data"`           // names of the data sets
	Seed    uint64   `json:"seed"`
	Profile string   `json:"profile,omitempty"`
}

// Check reports a missing field: a figure always names its data and its results.
func (s Stamp) Check() error {
	switch {
	case len(s.Data) == 0:
		return errors.New("figure: the stamp names no data set; a figure always names its data")
	case len(s.Results) == 0:
		return errors.New("figure: the stamp names no result; give the ids of the results that are drawn")
	case s.Code == "":
		return errors.New("figure: the stamp has no code digest")
	}
	return nil
}

// stamped is what the JSON file and, without the code, the metadata inside the other files hold.
type stamped struct {
	Name    string `json:"name"`
	Caption string `json:"caption"`
	Alt     string `json:"alt,omitempty"`
	Stamp
}

// inside is what a drawing carries.
func (s stamped) inside() stamped {
	s.Code = ""
	return s
}

func (s stamped) json() ([]byte, error) {
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("figure: stamp of %s: %w", s.Name, err)
	}
	return append(b, '\n'), nil
}
