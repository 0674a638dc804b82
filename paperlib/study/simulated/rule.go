package simulated

import "github.com/sgnlab/sgnlab/paperlib/lab"

// Rule ends the text of a criterion on simulated equations: what the unit of inference is, how scopes join, and what the
// criterion says nothing about. scopes names them all: "tail indices". It is part of the criterion: whoever changes it raises
// the versions of all that use it.
func Rule(scopes string) string {
	return " The unit of inference is the path: every path has noise of its own, so that a seed is nothing but more paths (that seeds are the unit is a rule for networks, which differ from one start to another). " +
		"Intervals are 95 % for one of the " + scopes + " alone; its outcome stands after Holm's step-down over all of them, with 2.5 % for a false outcome on either side. " +
		"Of 200 replicates of a planted case off the margin at most 4 may give any false outcome; at the margin itself 2.5 % do by construction. Simulated equations only: networks are judged elsewhere." + lab.JoinText(scopes)
}
