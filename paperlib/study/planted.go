package study

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Replicates is how often a planted case is judged, and MostFalse how many of these may be false.
const (
	Replicates = 200
	MostFalse  = 4
)

// PlantedCount says what became of the replicates of a planted case, whose truth is known, in the code that settles a claim.
type PlantedCount struct {
	Truth      string `json:"truth"`             // what is planted
	False      string `json:"false"`             // what is false of it, in words
	Nominal    string `json:"nominal,omitempty"` // the rate that must be where it is not below MostFalse in Replicates: at a margin
	Replicates int    `json:"replicates"`
	Wrong      int    `json:"wrong"`           // replicates of which something false was said
	Right      *int   `json:"right,omitempty"` // of which the claim was settled as the truth is; nil where the truth lies at a margin
}

// Allowed is the rate of false replicates that a criterion states.
func (c PlantedCount) Allowed() string {
	if c.Nominal != "" {
		return c.Nominal
	}
	return fmt.Sprintf("%d in %d", MostFalse, Replicates)
}

// PlantedTable sets the counts beside what is allowed.
func PlantedTable(caption string, counts []PlantedCount) figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "truth", Title: "What is planted", Text: true}, {Key: "false", Title: "What is false of it", Text: true}, {Key: "count", Title: "False", Format: "d"},
			{Key: "replicates", Title: "Replicates", Format: "d"}, {Key: "rate", Title: "Rate, 99 % limits", Format: ".3f"}, {Key: "allowed", Title: "Allowed", Text: true},
			{Key: "right", Title: "Settled right", Format: "d"},
		},
		Caption: caption,
	}
	for _, c := range counts {
		right := any(nil)
		if c.Right != nil {
			right = *c.Right
		}
		t.Rows = append(t.Rows, []any{c.Truth, c.False, c.Wrong, c.Replicates, stats.ClopperPearson(c.Wrong, c.Replicates, 0.99), c.Allowed(), right})
	}
	return t
}
