package figure

import "gonum.org/v1/plot/vg"

// Fit shortens plain text (no markup) with an ellipsis so that it is at most w mm wide at text size, and escapes it. A
// name chosen by a reader may be long; the caption and the CSV keep the whole name.
func Fit(s string, w float64) (string, error) {
	fnt := textStyle(textSize, ink, 0, 0).Font
	fits := func(t string) (bool, error) {
		_, em, err := layout(t, fnt)
		return vg.Length(em)*fnt.Size <= mm(w), err
	}
	if ok, err := fits(Escape(s)); ok || err != nil {
		return Escape(s), err
	}
	r := []rune(s)
	for n := len(r) - 1; n > 0; n-- {
		t := Escape(string(r[:n])) + "…"
		if ok, err := fits(t); ok || err != nil {
			return t, err
		}
	}
	return "…", nil
}
