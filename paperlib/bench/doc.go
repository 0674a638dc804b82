// Package bench compares implementations of stable laws in one run on one machine.
//
// An implementation is a process that answers requests, one JSON object a line ([Request], [Reply]): package stable
// through [Serve], other languages through programs under scripts/bench. [Run] drives them all, one at a time, on one
// pinned core where the system can pin, and takes turns among them in every repeat, so that a change of the machine's
// pace hits all alike. What is timed is timed by the implementation's own process around its own call: no pipe, no
// start-up, no compilation is in a number.
//
// [Median] gives a median with an interval that assumes nothing about the distribution of the times. Numbers that are
// not measured but scaled or extrapolated carry the rule in [Measure.Rule].
package bench
