package peer

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A peer may say words of its own between the lines of JSON; its failure and its end are errors with its name.
func TestPeer(t *testing.T) {
	script := filepath.Join(t.TempDir(), "peer.sh")
	if err := os.WriteFile(script, []byte(`echo "hello from $1 on $2 threads"
echo '{"version":"1.2"}'
while read line; do
  case $line in
    *fail*) echo '{"error":"out of paper"}' ;;
    *end*) exit 0 ;;
    *) echo "working"; echo '{"rate":5}' ;;
  esac
done
`), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Start(t.Context(), "jax", "sh", script, 2)
	if err != nil || p.Version != "1.2" || p.Key != "jax" {
		t.Fatalf("%+v, %v", p, err)
	}
	defer p.Close()
	var a struct {
		Rate float64 `json:"rate"`
	}
	if err := p.Call(map[string]any{"op": "time"}, &a); err != nil || a.Rate != 5 {
		t.Errorf("%+v, %v", a, err)
	}
	if err := p.Call(map[string]any{"op": "fail"}, &a); err == nil || err.Error() != "jax: out of paper" {
		t.Errorf("a failure: %v", err)
	}
	if err := p.Call(map[string]any{"op": "end"}, &a); err == nil || !strings.Contains(err.Error(), "jax ended") {
		t.Errorf("the end: %v", err)
	}
	if _, err := Start(t.Context(), "jax", "/no/such/python", script, 1); err == nil {
		t.Error("a peer that cannot be started")
	}
}

func TestList(t *testing.T) {
	path := filepath.Join(t.TempDir(), "list.tsv")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("jax\t/some/python\nnumpy\t-\tno disk left\n")
	pythons, absent, err := List(path)
	if err != nil || len(pythons) != 1 || pythons["jax"] != "/some/python" || len(absent) != 1 || absent[0].Name != "numpy" || absent[0].Why != "no disk left" {
		t.Errorf("%v, %v, %v", pythons, absent, err)
	}
	write("jax\n")
	if _, _, err := List(path); err == nil || !strings.Contains(err.Error(), "KEY<tab>PYTHON") {
		t.Errorf("a broken line: %v", err)
	}
	if _, _, err := List(path + ".none"); err == nil || !strings.Contains(err.Error(), "not set up") {
		t.Errorf("no list: %v", err)
	}
}
