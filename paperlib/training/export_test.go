package training

// FailingAt lets the backend fail with err at a step.
func FailingAt(o Options, step int, err error) Options {
	o.fail = func(k int) error {
		if k == step {
			return err
		}
		return nil
	}
	return o
}
