package env

import "strings"

// variable is a name with the check of its value, if its value is checked here.
type variable struct {
	name   string
	public bool // for users: the README explains it
	check  func() error
}

// of makes a check of a reader.
func of[T any](read func() (T, error)) func() error {
	return func() error {
		_, err := read()
		return err
	}
}

// variables is the registry: a variable that is not here is refused wherever the environment is checked, and a test
// looks for names in the repository that are not here.
var variables = []variable{
	{name: "SGNLAB_PROFILE", public: true},
	{name: "SGNLAB_SEED", public: true, check: func() error { _, _, err := Seed(); return err }},
	{name: "SGNLAB_BACKEND", public: true, check: of(Backend)},
	{name: "SGNLAB_DATA", public: true, check: of(Data)},
	{name: "SGNLAB_CACHE", public: true, check: of(Cache)},
	{name: "SGNLAB_OFFLINE", public: true, check: of(Offline)},
	{name: "SGNLAB_MINILM", public: true, check: of(MiniLM)},
	{name: "SGNLAB_RUNS", public: true, check: of(Runs)},
	{name: "SGNLAB_ROOT", public: true},
	{name: "SGNLAB_FRESH", public: true, check: of(Fresh)},
	{name: "SGNLAB_HEADLESS", public: true, check: of(Headless)},

	// Set by the scripts.
	{name: "SGNLAB_GODIR"}, {name: "SGNLAB_CGO"},
	// Read by tests.
	{name: "SGNLAB_REQUIRE_SETUP", check: func() error { _, err := flag("SGNLAB_REQUIRE_SETUP"); return err }},
	{name: "SGNLAB_UPDATE"}, {name: "SGNLAB_PLANTED"}, {name: "SGNLAB_NULLS"}, {name: "SGNLAB_MINUTES"}, {name: "SGNLAB_PAGE"},
	{name: "SGNLAB_BENCH_TEST_SERVE"},
}

// testPrefix begins the variables by which tests start themselves in another process.
const testPrefix = Prefix + "TEST_"

// Known says whether there is a variable of that name.
func Known(name string) bool {
	for _, v := range variables {
		if v.name == name {
			return true
		}
	}
	return strings.HasPrefix(name, testPrefix)
}

// Public lists the variables that a user may set.
func Public() []string {
	var names []string
	for _, v := range variables {
		if v.public {
			names = append(names, v.name)
		}
	}
	return names
}
