package chaos

import (
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// Kinds of values that flags take.
const (
	wholeNumber = iota
	realNumber
	text
	inputFile
	inputFolder
	outputFile // with the ending of the flag
	outputFolder
)

var long = strings.Repeat("a", 100_000)

// numbers that are written as such.
var (
	wholes = []string{"-1", "0", "-0", "1", "3", "2147483648", "4294967297", "1000000000000", "4000000000000000000", "9223372036854775807", "-9223372036854775808", "1,9223372036854775807", "0,0", "1,-1"}
	reals  = []string{"nan", "inf", "-inf", "-1", "0", "-0", "1e308", "-1e308", "5e-324", "1e-300", "2", "1e6", "1e-9", "1,nan", "1e308,1e308"}
)

// numbers are more or less such.
var numbers = slices.Concat(wholes, reals, []string{"NaN", "+Inf", "9223372036854775808", "4e18", "1e309", "0x10", "1_000", "", " ", "1,", ",", "1;2", "\u0663", "1e", "--1",
	"0-9223372036854775807", "5-2", "-1-3", "0-0", "9223372036854775807B", "8EiB", "1e30GB", "-1MB", "1B"})

var texts = []string{"", " ", "a b", "'", `"`, `a"b'c`, "[2]", `\`, "*", "a\nb", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\u0085next", "\u202eright", "ünïcödé ∂", "$(touch beside)",
	"%s%n%d", "-", "--", "-h", "\xff\xfe", "\r", long, "../../..", "nan", "<b>&amp;", "all", "con.npy"}

// odd are names for files, all legal.
var odd = []string{"a b", "[2]", `back\slash`, `"quoted"`, "it's", "new\nline", "\x1b[31mred", "ünïcödé ∂", "*", "?", "{a,b}", "$HOME", "~", "-dash", "%d", ".hidden", "tab\there", "a;b", "#", "\u202ertl",
	"<i>", "a:b,c", strings.Repeat("long", 50)}

var inputs = []string{"../in/pipe", "../in/zero", "../in/null", "../in/full", "../in/empty", "../in/dangling", "../in/loop", "../in/folder", ".", "", "/", "nowhere", "../in/table.npy", "../in/table.npz",
	"../in/table.csv", "../in/table.parquet", "../in/table.csv/x", "link.npy", "-", "/proc/self/mem", "/proc/self/stat", "hub:", "hub:../..", "hub:a/b/c", "\x1b[31mred", "a\nb", long}

// hostile draws a value of a kind; ending is that of an output.
func hostile(kind int, ending string) *rapid.Generator[string] {
	named := rapid.Map(rapid.SampledFrom(odd), func(s string) string { return s + ending })
	nested := rapid.Map(rapid.SampledFrom(odd), func(s string) string { return s + "/sub/../new" + ending })
	random := rapid.StringN(0, 40, 200).Filter(func(s string) bool { return !strings.ContainsRune(s, 0) })
	switch kind {
	case wholeNumber:
		return rapid.OneOf(rapid.SampledFrom(wholes), rapid.SampledFrom(wholes), rapid.SampledFrom(wholes), rapid.SampledFrom(numbers), rapid.SampledFrom(texts))
	case realNumber:
		return rapid.OneOf(rapid.SampledFrom(reals), rapid.SampledFrom(reals), rapid.SampledFrom(reals), rapid.SampledFrom(numbers), rapid.SampledFrom(texts))
	case text:
		return rapid.OneOf(rapid.SampledFrom(texts), random, rapid.SampledFrom(numbers))
	case inputFile, inputFolder:
		return rapid.OneOf(rapid.SampledFrom(inputs), rapid.SampledFrom(inputs), rapid.SampledFrom(texts))
	case outputFile:
		special := []string{"null", "full", "zero", "pipe", "link", "dangling"}
		for i, s := range special {
			special[i] = s + ".npy"
		}
		if ending != ".npy" { // any name will do
			special = append(special, "../in/null", "../in/full", "../in/pipe", "../in/folder", "link.csv", "same.csv", "../in/table.csv", "", ".", "..", "/", "nowhere/x", "../in/dangling")
		}
		return rapid.OneOf(named, nested, rapid.SampledFrom(special))
	case outputFolder:
		return rapid.OneOf(named, nested, rapid.SampledFrom([]string{"../in/null", "../in/pipe", "../in/table.csv", "../in/dangling", "link.npy", "", ".", "nowhere/deep/x", "null.npy/x", long}))
	}
	panic("chaos: a kind of value without values")
}
