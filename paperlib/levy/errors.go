package levy

import (
	"errors"
	"fmt"
	"math"
)

// Errors of this package; test with errors.Is. The text around them says which condition failed and what would meet it.
var (
	// ErrParameter: a parameter lies outside the domain of the model or the formula.
	ErrParameter = errors.New("levy: parameter outside its domain")
	// ErrCondition: the parameters are valid but the formula's conditions do not hold.
	ErrCondition = errors.New("levy: the formula does not apply")
	// ErrNoExits: no path left within its budget, so the data give no estimate of this.
	ErrNoExits = errors.New("levy: no path left within its budget")
	// ErrScheme: the scheme cannot integrate this model.
	ErrScheme = errors.New("levy: the scheme does not apply to this model")
)

func badParameter(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrParameter, fmt.Sprintf(format, args...))
}

func checkAlpha(alpha float64) error {
	if !(alpha > 0 && alpha <= 2) {
		return badParameter("alpha = %v, must lie in (0, 2]", alpha)
	}
	return nil
}

// checkJumps demands a process with jumps: at alpha = 2 the exit is Kramers', exponential in 1/sigma^2.
func checkJumps(alpha float64) error {
	if err := checkAlpha(alpha); err != nil {
		return err
	}
	if alpha == 2 {
		return badCondition("alpha = 2 has no jumps and leaves by diffusion; use KramersSaddle or KramersBoundary")
	}
	return nil
}

func checkPositive(name string, v float64) error {
	if !(v > 0 && v <= math.MaxFloat64) {
		return badParameter("%s = %v, must be positive and finite", name, v)
	}
	return nil
}

func checkNotNegative(name string, v float64) error {
	if !(v >= 0 && v <= math.MaxFloat64) {
		return badParameter("%s = %v, must be finite and not negative", name, v)
	}
	return nil
}

func checkFinite(name string, v float64) error {
	if !(math.Abs(v) <= math.MaxFloat64) {
		return badParameter("%s = %v, must be finite", name, v)
	}
	return nil
}

func badCondition(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCondition, fmt.Sprintf(format, args...))
}

func firstError(errs ...error) error {
	for _, e := range errs {
		if e != nil {
			return e
		}
	}
	return nil
}
