package matrix

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// python returns a Python that imports these modules: that of the benchmarks, or one of the system.
func python(t *testing.T, modules string) string {
	t.Helper()
	for _, p := range []string{"../../.venv-bench/bin/python", "python3"} {
		if exec.Command(p, "-c", "import "+modules).Run() == nil {
			return p
		}
	}
	t.Skipf("no Python here imports %s; scripts/bench.sh makes environments that do", modules)
	return ""
}

// runPython runs a program in a folder.
func runPython(t *testing.T, python, dir, program string) string {
	t.Helper()
	if abs, err := filepath.Abs(python); err == nil && strings.Contains(python, "/") {
		python = abs
	}
	c := exec.Command(python, "-W", "ignore", "-c", program)
	c.Dir = dir
	b, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, b)
	}
	return string(b)
}

// TestEverySpellingOfNumPy: what NumPy takes for a floating-point type of 2, 4 or 8 bytes is read, and as the same one.
func TestEverySpellingOfNumPy(t *testing.T) {
	out := runPython(t, python(t, "numpy"), t.TempDir(), `
import numpy, json
names = ['?bhilqpBHILQPefdgFDGOSUV'[i] for i in range(24)] + ['f%d' % n for n in (1, 2, 4, 8, 12, 16)] + ['i4', 'u8', 'c8', 'c16', 'V2', 'O', 'U3']
names += ['half', 'single', 'double', 'float', 'longdouble', 'float16', 'float32', 'float64', 'float128', 'bool', 'int', 'int64', 'uint8', 'complex64', 'object', 'Float32']
found = {}
for n in names:
    for order in ('', '<', '>', '=', '|', '!'):
        try:
            found[order + n] = numpy.dtype(order + n).str
        except (TypeError, ValueError):
            found[order + n] = ''
print(json.dumps(found))`)
	var types map[string]string
	if err := json.Unmarshal([]byte(out), &types); err != nil {
		t.Fatal(err)
	}
	read := 0
	for descr, want := range types {
		var h npyHeader
		err := h.setType(descr, "")
		e, known := elements[want]
		switch {
		case known && (err != nil || h.element.name != e.name):
			t.Errorf("%q is NumPy's %s: %q, %v", descr, want, h.element.name, err)
		case !known && err == nil:
			t.Errorf("%q is NumPy's %q and was read as %s", descr, want, h.element.name)
		case known:
			read++
		}
	}
	if read < 30 {
		t.Errorf("%d spellings", read)
	}
}

// TestAdviceInNumPy does what errors advise, and reads the file that comes of it.
func TestAdviceInNumPy(t *testing.T) {
	p := python(t, "numpy")
	dir := t.TempDir()
	const want = "a0 = (1000.0 * numpy.arange(30)[:, None] + numpy.arange(4)[None, :] - .25)\n"
	for name, c := range map[string]struct {
		make   string         // a of the kind that is refused, from a0
		advice *regexp.Regexp // its first group is an expression of a
		read   bool           // or the advised option is given
		o      Options
	}{
		"integers":    {"a = (4 * a0).astype('i8')", regexp.MustCompile(`save (a\.astype\('float64'\))`), false, Options{}},
		"objects":     {"a = a0.astype(object)", regexp.MustCompile(`save (a\.astype\('float32'\))`), false, Options{}},
		"complex":     {"a = a0 + 1j", regexp.MustCompile(`(a\.real)`), false, Options{}},
		"both parts":  {"a = a0 + 1j", regexp.MustCompile(`(numpy\.hstack\(\[a\.real, a\.imag\]\))`), false, Options{}},
		"long double": {"a = a0.astype('longdouble')", regexp.MustCompile(`save (a\.astype\('float64'\))`), false, Options{}},
		"text":        {"a = a0.astype('U12')", regexp.MustCompile(`save (a\.astype\('float32'\))`), false, Options{}},
		"structured":  {"a = numpy.rec.fromarrays(a0.T, names='a,b,c,d')", regexp.MustCompile(`fields: (from .*\(a\))`), false, Options{}},
		"bfloat16":    {"a = (a0.astype('f4').view('u4') >> 16).astype('u2').view('V2')", regexp.MustCompile(`or save (.*)$`), false, Options{}},
		"dtype":       {"a = (a0.astype('f4').view('u4') >> 16).astype('u2').view('V2')", regexp.MustCompile(`give --dtype (bfloat16)`), true, Options{DType: BFloat16}},
		"axes":        {"a = a0.T.reshape(2, 2, 30)", regexp.MustCompile(`(--axis 2) for 30 draws of 2 x 2`), true, Options{Axis: &[]int{2}[0]}},
	} {
		path := filepath.Join(dir, "a.npy")
		runPython(t, p, dir, "import numpy\n"+want+c.make+"\nnumpy.save('a.npy', a, allow_pickle=True)")
		_, err := Open(t.Context(), path, Options{})
		if !errors.Is(err, ErrUnsupported) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		advice := c.advice.FindStringSubmatch(err.Error())
		if advice == nil {
			t.Errorf("%s: no advice in %v", name, err)
			continue
		}
		if !c.read {
			statement := advice[1]
			lead := ""
			if at := strings.LastIndex(statement, "; "); at >= 0 {
				lead, statement = statement[:at]+"\n", statement[at+2:]
			}
			runPython(t, p, dir, fmt.Sprintf("import numpy\na = numpy.load('a.npy', allow_pickle=True)\n%snumpy.save('a.npy', %s)", lead, statement))
		}
		f, _, _ := opened(t, path, c.o)
		got := columns(t, f)
		for i := range 30 {
			for j := range 4 {
				v, w := got[j][i], value(i, j)
				if name == "integers" {
					w *= 4
				}
				if tolerance := map[string]float64{"bfloat16": 1. / 128, "dtype": 1. / 128}[name] * max(w, 1); !(v >= w-tolerance && v <= w+tolerance) {
					t.Fatalf("%s: draw %d of coordinate %d is %v, want %v", name, i, j, v, w)
				}
			}
		}
	}
}

// TestFilesOfNumPy reads what NumPy writes in the course of a run.
func TestFilesOfNumPy(t *testing.T) {
	p, dir := python(t, "numpy"), t.TempDir()
	runPython(t, p, dir, `
import numpy
a = 1000.0 * numpy.arange(30)[:, None] + numpy.arange(4)[None, :] - .25
with open('appended.npy', 'wb') as f:
    for row in a:
        numpy.save(f, row)
m = numpy.lib.format.open_memmap('memmap.npy', mode='w+', dtype='f8', shape=(40, 4))
m[:30] = a
m.flush()
numpy.savetxt('t.csv.gz', a, delimiter=',', header='a,b,c,d', comments='')
numpy.savez('two.npz', w=a[:, :3], b=a[:, 3])
numpy.savez_compressed('twoz.npz', w=a[:, :3], b=a[:, 3])
`)
	for _, name := range []string{"appended.npy", "memmap.npy", "t.csv.gz", "two.npz", "twoz.npz"} {
		f, _, _ := opened(t, filepath.Join(dir, name), Options{})
		check(t, f, 30, 4)
	}
}

// TestAdviceInPandas does what errors about text advise.
func TestAdviceInPandas(t *testing.T) {
	p, dir := python(t, "numpy, pandas"), t.TempDir()
	const frame = "import numpy, pandas\nd = pandas.DataFrame(1000.0 * numpy.arange(30)[:, None] + numpy.arange(4)[None, :] - .25)\n"
	for name, c := range map[string]struct{ write, word, advised string }{
		"a header that counts": {"d.to_csv('x.csv', index=False)", "header=False", "d.to_csv('x.csv', index=False, header=False)"},
		"another index":        {"d.set_index(7 + 2 * d.index).set_axis(list('abcd'), axis=1).to_csv('x.csv')", "index=False", "d.set_axis(list('abcd'), axis=1).to_csv('x.csv', index=False)"},
	} {
		runPython(t, p, dir, frame+c.write)
		path := filepath.Join(dir, "x.csv")
		if _, err := Open(t.Context(), path, Options{}); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %v", name, err)
		}
		runPython(t, p, dir, frame+c.advised)
		f, _, _ := opened(t, path, Options{})
		check(t, f, 30, 4)
	}
	runPython(t, p, dir, frame+"d.to_csv('default.csv')\nd.to_csv('comma.csv', decimal=',', index=False, header=list('abcd'))\nd.to_csv('semicolon.csv', decimal=',', sep=';', index=False, header=list('abcd'))")
	for name, o := range map[string]Options{"default.csv": {}, "comma.csv": {Decimal: ","}, "semicolon.csv": {Decimal: ","}} {
		f, _, _ := opened(t, filepath.Join(dir, name), o)
		check(t, f, 30, 4)
	}
}

// TestAdviceInPyTorch runs the two lines that convert a tensor.
func TestAdviceInPyTorch(t *testing.T) {
	p, dir := python(t, "numpy, torch"), t.TempDir()
	runPython(t, p, dir, "import torch\ntorch.save(1000. * torch.arange(30)[:, None] + torch.arange(4) - .25, 'FILE')")
	_, err := Open(t.Context(), filepath.Join(dir, "FILE"), Options{})
	if !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), TorchAdvice) {
		t.Fatal(err)
	}
	var lines []string
	for l := range strings.Lines(TorchAdvice) {
		lines = append(lines, strings.TrimSpace(l))
	}
	runPython(t, p, dir, strings.Join(lines, "\n"))
	f, _, _ := opened(t, filepath.Join(dir, "gradients.npy"), Options{})
	check(t, f, 30, 4)
}

// TestAdviceForPackedFiles unpacks as the errors say.
func TestAdviceForPackedFiles(t *testing.T) {
	for tool, extension := range map[string]string{"xz": ".xz", "zstd": ".zst"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Logf("%s is not here", tool)
			continue
		}
		path := save(t, "x.csv", text(",", "", 30, 4))
		if b, err := exec.Command(tool, path).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		_, err := Open(t.Context(), path+extension, Options{})
		if err == nil {
			t.Fatalf("%s was read", tool)
		}
		_, advice, _ := strings.Cut(err.Error(), "unpack it first: ")
		words := strings.Fields(strings.Replace(advice, "FILE", path+extension, 1))
		if tool == "zstd" {
			words = append(words, "-f")
		}
		if b, err := exec.Command(words[0], words[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", advice, err, b)
		}
		f, _, _ := opened(t, path, Options{})
		check(t, f, 30, 4)
	}
}
