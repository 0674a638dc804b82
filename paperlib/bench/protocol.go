package bench

// What an implementation can be asked for.
const (
	LogPDF    = "logpdf"        // log-density of many points of one alpha in one call
	LogPDFOne = "logpdf_single" // one point a call
	SF        = "sf"            // survival function P(X > x), many points in one call
	SFOne     = "sf_single"     // one point a call
	Draw      = "draw"          // random numbers
	Fit       = "fit"           // maximum likelihood of alpha, scale and location
)

// A Request is one line to an implementation. Op is one of
//
//	hello   say who you are
//	load    read Rows x Columns float64 (little-endian, row-major) from File and keep them as Key
//	time    do What Loops times: the first Points values of Key (or that many draws) at Alpha; for a fit the columns
//	        From to From+Count of Key, once
//	values  return logpdf or sf of X at Alpha
//	cost    time one evaluation of the likelihood of column From of Key (for a fit too slow to be run)
//	many    fit Columns coordinates x Rows draws, block From of Seed, with Workers goroutines (package stable alone)
type Request struct {
	Op      string    `json:"op"`
	What    string    `json:"what,omitempty"`
	Key     string    `json:"key,omitempty"`
	File    string    `json:"file,omitempty"`
	Rows    int       `json:"rows,omitempty"`
	Columns int       `json:"columns,omitempty"`
	Alpha   float64   `json:"alpha,omitempty"`
	X       []float64 `json:"x,omitempty"`
	Points  int       `json:"points,omitempty"`
	Loops   int       `json:"loops,omitempty"`
	From    int       `json:"from"`
	Count   int       `json:"count,omitempty"`
	Seed    uint64    `json:"seed,omitempty"`
	Workers int       `json:"workers,omitempty"`
}

// A Reply is one line from an implementation. A non-empty Error says why there is nothing else in it.
type Reply struct {
	Error string `json:"error,omitempty"`
	About
	// Seconds is the wall-clock time of the work alone, and Done the number of values or fits in it.
	Seconds float64 `json:"seconds,omitempty"`
	Done    int     `json:"done,omitempty"`
	// Values are numbers as text, since JSON has no infinity.
	Values []string `json:"values,omitempty"`
	// Alphas are the fitted tail indices; Evaluations counts likelihoods where the implementation lets itself be counted.
	Alphas      []float64 `json:"alphas,omitempty"`
	Evaluations int       `json:"evaluations,omitempty"`
	// Made is the time that block of [Request] many took to make; Failed counts the fits that ended in an error.
	Made   float64 `json:"made,omitempty"`
	Failed int     `json:"failed,omitempty"`
}

// About describes an implementation.
type About struct {
	Name     string `json:"name,omitempty"`
	Version  string `json:"version,omitempty"`
	Language string `json:"language,omitempty"`
	// Note says what a reader of its numbers must know: what its fit fits, which options are set.
	Note string `json:"note,omitempty"`
	// Can lists what it can be asked for.
	Can []string `json:"can,omitempty"`
	// Values lists the ways whose values are compared with the reference.
	Values []string `json:"values_of,omitempty"`
	// AlphaMin is the least alpha of its domain.
	AlphaMin float64 `json:"alpha_min,omitempty"`
	// SlowFit: its fit of a usual sample takes so long that it is counted and extrapolated.
	SlowFit bool `json:"slow_fit,omitempty"`
	// FlatFit: its fit takes about as long for any size (it compiles), so that a larger one is not ruled out by a smaller one.
	FlatFit bool `json:"flat_fit,omitempty"`
}
