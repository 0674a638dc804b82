package datasets

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"github.com/cavaliergopher/grab/v3"
)

// Reasons why one attempt at one address failed.
var (
	errStalled   = errors.New("the server sends nothing")
	errOversize  = errors.New("larger than the file can be")
	errDowngrade = errors.New("the server sends on from https to an address without it")
)

// attempts at one address while it keeps making progress.
const attempts = 5

// fetch downloads address to part, resuming what is there of an earlier attempt (grab asks for the rest by a Range
// request when the server supports it and starts over when not). A broken or stalled transfer is resumed as long as
// each attempt adds bytes; an attempt that adds none, or a refusal (4xx), is given up. resumed tells that part may have
// been joined from several responses.
func fetch(ctx context.Context, address, part string, limit int64, o Options, name string) (resumed bool, err error) {
	discard := func() error {
		resumed = false
		if err := os.Remove(part); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		return nil
	}
	for try := range attempts {
		if try > 0 {
			select {
			case <-ctx.Done():
				return resumed, ctx.Err()
			case <-time.After(o.pause):
			}
		}
		before := sizeOf(part)
		if before > limit {
			if err := discard(); err != nil {
				return false, err
			}
			before = 0
		}
		resumed = before > 0
		err = fetchOnce(ctx, address, part, limit, o, name)
		var status grab.StatusCodeError
		stale := resumed && (errors.Is(err, grab.ErrBadLength) || errors.As(err, &status) && status == http.StatusRequestedRangeNotSatisfiable)
		switch {
		case err == nil || ctx.Err() != nil || diskTrouble(err):
			return resumed, err
		case stale, errors.Is(err, errOversize):
			oversize := errors.Is(err, errOversize) && !resumed
			if gone := discard(); gone != nil {
				return false, gone
			}
			if oversize {
				return false, err
			}
		case errors.As(err, &status) && status < 500:
			return resumed, err
		case sizeOf(part) <= before && (try > 0 || errors.Is(err, errStalled)): // a silent server is not asked twice
			return resumed, err
		}
	}
	return resumed, fmt.Errorf("after %d attempts: %w", attempts, err)
}

// fetchOnce makes one request and watches it: it is cut off when no byte arrives for o.stall, or more than limit do.
func fetchOnce(ctx context.Context, address, part string, limit int64, o Options, name string) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watchdog := time.AfterFunc(o.stall, func() { cancel(fmt.Errorf("%w for %s", errStalled, o.stall)) })
	defer watchdog.Stop()

	req, err := grab.NewRequest(part, address)
	if err != nil {
		return err
	}
	req = req.WithContext(ctx)
	req.IgnoreRemoteTime = true
	req.NoCreateDirectories = true
	req.BeforeCopy = func(r *grab.Response) error {
		if r.Size() > limit {
			return fmt.Errorf("%w: the server announces %d bytes, at most %d are possible", errOversize, r.Size(), limit)
		}
		return nil
	}
	client := grab.NewClient()
	client.UserAgent = "sgnlab"
	client.HTTPClient = newClient()
	resp := client.Do(req)
	tick := time.NewTicker(min(200*time.Millisecond, o.stall/4))
	defer tick.Stop()
	seen := int64(-1)
	for done := false; !done; {
		select {
		case <-resp.Done:
			done = true
		case <-tick.C:
		}
		n := resp.BytesComplete()
		if n > limit {
			cancel(fmt.Errorf("%w: %d bytes so far, at most %d are possible", errOversize, n, limit))
		}
		if n > seen {
			seen = n
			watchdog.Reset(o.stall)
			if o.Progress != nil {
				o.Progress(name, n, resp.Size())
			}
		}
	}
	err = resp.Err()
	if err != nil && context.Cause(ctx) != nil {
		return context.Cause(ctx)
	}
	if err == nil && sizeOf(part) > limit {
		return errOversize
	}
	return err
}

// newClient has the default transport, with proxies from the environment, and does not follow a way out of https.
func newClient() *http.Client {
	return &http.Client{CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if via[len(via)-1].URL.Scheme == "https" && r.URL.Scheme != "https" {
			return fmt.Errorf("%w: %s", errDowngrade, r.URL.Redacted())
		}
		if len(via) >= 10 {
			return errors.New("stopped after 10 redirects")
		}
		return nil
	}}
}

func sizeOf(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

func shortHash(s string) string {
	h := sha256.Sum256([]byte(s))
	return fmt.Sprintf("%x", h[:4])
}
