package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Outcome is the answer to a claim.
type Outcome string

// The outcomes. NotSupported is a result, never a failure.
const (
	Supported    Outcome = "supported"
	NotSupported Outcome = "not supported"
	Depends      Outcome = "depends"
	Undecided    Outcome = "undecided"
)

// Criterion is how a claim is settled, written down before the run. Everything in it enters the digest, so that a
// verdict reached by another criterion is recognised.
type Criterion struct {
	Claim     string             `json:"claim"`     // an id of Claims
	Statistic string             `json:"statistic"` // what is computed, with its unit
	Text      string             `json:"text"`      // which values give which outcome, one or two sentences
	Numbers   map[string]float64 `json:"numbers"`   // the thresholds that the code uses
	Version   int                `json:"version"`   // raised when the rule changes in a way the text does not show
}

// Digest returns the SHA-256 of the criterion's canonical JSON. It panics if a number is not finite.
func (c Criterion) Digest() string {
	if c.Numbers == nil {
		c.Numbers = map[string]float64{}
	}
	b, err := Canonical(c)
	if err != nil {
		panic("lab: criterion of " + c.Claim + ": " + err.Error())
	}
	return Digest(b)
}

// Verdict answers a claim within a scope, with the statistic, its interval and the criterion it was reached by.
type Verdict struct {
	Claim           string  `json:"claim"`
	Scope           string  `json:"scope"` // data, net, snapshot, batch size: what the verdict is about
	Statistic       string  `json:"statistic"`
	Value           float64 `json:"value"`
	Lo              float64 `json:"lo"`
	Hi              float64 `json:"hi"`
	IntervalKind    string  `json:"interval_kind"` // "95 % bootstrap over draws and seeds"
	N               string  `json:"n"`             // what was counted: "120 coordinates, 1000 draws, 3 seeds"
	Criterion       string  `json:"criterion"`
	CriterionDigest string  `json:"criterion_digest"`
	Outcome         Outcome `json:"outcome"`
	Note            string  `json:"note,omitempty"`
	ResultID        string  `json:"result_id,omitempty"` // the store's entry the verdict was read off
	Ground          Ground  `json:"ground,omitempty"`    // simulated equations, or networks
	Overall         bool    `json:"overall,omitempty"`   // it joins other verdicts on the same claim and adds none of its own
}

// Verdict returns a verdict that carries the criterion; the caller fills in the rest.
func (c Criterion) Verdict(scope string, outcome Outcome) Verdict {
	return Verdict{Claim: c.Claim, Scope: scope, Statistic: c.Statistic, Criterion: c.Text, CriterionDigest: c.Digest(),
		Outcome: outcome}
}

// Of returns the verdict with its statistic, the kind of the interval, what was counted, and a note.
func (v Verdict) Of(e stats.Interval, kind, n, note string) Verdict {
	v.Value, v.Lo, v.Hi, v.IntervalKind, v.N, v.Note = e.Value, e.Lo, e.Hi, kind, n, note
	return v
}

// Interval returns the statistic with its interval.
func (v Verdict) Interval() stats.Interval { return stats.Interval{Value: v.Value, Lo: v.Lo, Hi: v.Hi} }

type verdictJSON struct {
	*verdictAlias
	Value stats.Number `json:"value"`
	Lo    stats.Number `json:"lo"`
	Hi    stats.Number `json:"hi"`
}

type verdictAlias Verdict

// MarshalJSON implements json.Marshaler; a statistic may be NaN or infinite.
func (v Verdict) MarshalJSON() ([]byte, error) {
	return json.Marshal(verdictJSON{(*verdictAlias)(&v), stats.Number(v.Value), stats.Number(v.Lo), stats.Number(v.Hi)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (v *Verdict) UnmarshalJSON(b []byte) error {
	j := verdictJSON{verdictAlias: (*verdictAlias)(v)}
	err := json.Unmarshal(b, &j)
	v.Value, v.Lo, v.Hi = float64(j.Value), float64(j.Lo), float64(j.Hi)
	return err
}

// CheckVerdicts refuses verdicts that answer no known claim, have no known outcome, or were reached by a criterion
// other than the study's present one.
func CheckVerdicts(verdicts []Verdict, criteria []Criterion) error {
	var errs []error
	for _, v := range verdicts {
		claim, ok := ClaimByID(v.Claim)
		if !ok {
			errs = append(errs, fmt.Errorf("the verdict on %q (%s) answers no claim; the claims are C1a to C7", v.Claim, v.Scope))
			continue
		}
		if !slices.Contains(claim.Grounds(), v.Ground) {
			errs = append(errs, fmt.Errorf("the verdict on %s (%s) is about %q, on which this claim is not settled", v.Claim, v.Scope, v.Ground))
		}
		if !slices.Contains([]Outcome{Supported, NotSupported, Depends, Undecided}, v.Outcome) {
			errs = append(errs, fmt.Errorf("the verdict on %s (%s) has the outcome %q; the outcomes are supported, "+
				"not supported, depends and undecided", v.Claim, v.Scope, v.Outcome))
		}
		if !slices.ContainsFunc(criteria, func(c Criterion) bool { return c.Claim == v.Claim && c.Digest() == v.CriterionDigest }) {
			errs = append(errs, fmt.Errorf("the verdict on %s (%s) was reached by another criterion (digest %s) than the "+
				"study's present one; it is refused, since a rule written after the result proves nothing: run the study "+
				"again", v.Claim, v.Scope, Short(v.CriterionDigest)))
		}
	}
	return errors.Join(errs...)
}

// WriteJSON writes v to path as indented JSON, whole or not at all, making the folder if needed.
func WriteJSON(path string, v any) error {
	b, err := indented(v)
	if err != nil {
		return fmt.Errorf("%s cannot be written as JSON: %w", filepath.Base(path), err)
	}
	return WriteFile(path, b)
}

// WriteFile writes a file by the rules of [files.Create], whole or not at all, making its folder if needed. An output that
// is one of the inputs is refused.
func WriteFile(path string, b []byte, inputs ...string) error {
	doing := "writing " + filepath.Base(path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return fault(doing, filepath.Dir(path), err)
	}
	err := files.Write(path, b, inputs...)
	if errors.Is(err, files.ErrTarget) {
		return err // it has its own advice
	}
	return fault(doing, path, err)
}
