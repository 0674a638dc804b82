package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// irregular makes a pipe without a writer, a socket and a folder, beside the devices of this machine.
func irregular(t *testing.T) []string {
	t.Helper()
	dir, err := os.MkdirTemp("", "s") // the path of a socket has 100 bytes at most
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "socket")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", socket)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return []string{pipe, socket, dir, "/dev/zero"}
}

// soon runs a command line that is not to wait for anything.
func soon(t *testing.T, in *os.File, args ...string) said {
	t.Helper()
	done := make(chan said, 1)
	go func() {
		var out, errs bytes.Buffer
		status := runArgs(t.Context(), args, streams{in, &out, &errs})
		done <- said{out.String(), errs.String(), status}
	}()
	select {
	case s := <-done:
		return s
	case <-time.After(time.Minute):
		t.Fatalf("%v has not ended after a minute", args)
	}
	return said{}
}

// TestIrregularInputIsRefused: a table that is no file is refused, named, and neither waited for nor read without end.
func TestIrregularInputIsRefused(t *testing.T) {
	for _, path := range irregular(t) {
		for _, command := range [][]string{{"analyze"}, {"stable", "fit"}} {
			s := soon(t, nil, append(command, path)...)
			if s.status != 2 || s.out != "" || !strings.Contains(s.err, path) || !strings.Contains(s.err, "not a regular file") {
				t.Errorf("%v %s: %+v", command, path, s)
			}
		}
	}
}

// TestEndlessLineIsRefused: standard input may be a device.
func TestEndlessLineIsRefused(t *testing.T) {
	zero, err := os.Open("/dev/zero")
	if err != nil {
		t.Skip("this system has no /dev/zero")
	}
	defer zero.Close()
	for _, command := range []string{"eval", "quantile"} {
		if s := soon(t, zero, "stable", command); s.status != 2 || !strings.Contains(s.err, "line 1 has more than 65536 bytes") {
			t.Errorf("%s: %+v", command, s)
		}
	}
	_, runs := workplace(t)
	if s := soon(t, zero, "clean"); s.status == 0 || !strings.Contains(s.err, "Nothing was deleted") || !have(t, filepath.Join(runs, "nb01")) {
		t.Errorf("%+.300v", s)
	}
}
