package levy

import "math"

// StationaryScale returns sigma (alpha h)^(-1/alpha), the scale of the stationary law of dX = -h X dt + sigma dL, which is
// symmetric stable with the same alpha, centred at the minimum: X = Int e^(-h s) sigma dL_s, and scales add as powers alpha.
// Exact. 0 < alpha <= 2, sigma > 0, h > 0, else an [ErrParameter].
func StationaryScale(alpha, sigma, h float64) (float64, error) {
	if err := firstError(checkAlpha(alpha), checkPositive("sigma", sigma), checkPositive("h", h)); err != nil {
		return 0, err
	}
	return sigma * math.Pow(alpha*h, -1/alpha), nil
}

// StationaryScaleSGD returns eta sigma (1 - |1 - eta h|^alpha)^(-1/alpha), the scale of the stationary law of
// x <- (1 - eta h) x - eta sigma xi with standard stable xi: stochastic gradient descent on a quadratic of curvature h.
// Exact at every learning rate with 0 < eta h < 2; an [ErrCondition] from 2 on, where there is no stationary law.
func StationaryScaleSGD(alpha, sigma, h, eta float64) (float64, error) {
	err := firstError(checkAlpha(alpha), checkPositive("sigma", sigma), checkPositive("h", h), checkPositive("eta", eta))
	if err != nil {
		return 0, err
	}
	if eta*h >= 2 {
		return 0, badCondition("eta h = %v, at 2 and above the iteration has no stationary law", eta*h)
	}
	// 1 - |1 - eta h|^alpha without cancellation as eta h -> 0 or 2: log|1 - eta h| is that of 1 - gap.
	gap := min(eta*h, 2-eta*h)
	return eta * sigma * math.Pow(-math.Expm1(alpha*math.Log1p(-gap)), -1/alpha), nil
}

// EulerStationaryScale returns the scale of the stationary law of the Euler scheme x <- (1 - h dt) x + sigma dt^(1/alpha) xi,
// which is [StationaryScale] times 1 + (alpha-1) h dt/(2 alpha) + O(dt^2): too wide for alpha > 1, right at alpha = 1 (for
// h dt <= 1), too narrow below. Exact for 0 < h dt < 2; an [ErrCondition] from 2 on.
func EulerStationaryScale(alpha, sigma, h, dt float64) (float64, error) {
	err := firstError(checkAlpha(alpha), checkPositive("sigma", sigma), checkPositive("h", h), checkPositive("dt", dt))
	if err != nil {
		return 0, err
	}
	// The recursion of stochastic gradient descent with eta = dt, whose noise of one step is dt times a sigma of its own.
	return StationaryScaleSGD(alpha, sigma*math.Pow(dt, 1/alpha-1), h, dt)
}

// TransitionScale returns the scale of X_t given X_0 for dX = -h X dt + sigma dL: sigma ((1 - e^(-alpha h t))/(alpha h))^(1/alpha).
// The location is e^(-h t) X_0. Exact. 0 < alpha <= 2, sigma > 0, t > 0 and h >= 0 (h = 0 gives sigma t^(1/alpha)), else an
// [ErrParameter].
func TransitionScale(alpha, sigma, h, t float64) (float64, error) {
	err := firstError(checkAlpha(alpha), checkPositive("sigma", sigma), checkNotNegative("h", h), checkPositive("t", t))
	if err != nil {
		return 0, err
	}
	if h == 0 {
		return sigma * math.Pow(t, 1/alpha), nil
	}
	return sigma * math.Pow(-math.Expm1(-alpha*h*t)/(alpha*h), 1/alpha), nil
}

// MeanPosition returns x0 e^(-h t), the expected position at time t of dX = -h X dt + sigma dL started at x0. It needs
// alpha > 1: at and below 1 no mean exists and the error is an [ErrCondition]. h >= 0 and t >= 0, else an [ErrParameter].
func MeanPosition(alpha, x0, h, t float64) (float64, error) {
	if err := firstError(checkMean(alpha), checkFinite("x0", x0), checkNotNegative("h", h), checkNotNegative("t", t)); err != nil {
		return 0, err
	}
	return x0 * math.Exp(-h*t), nil
}

// MeanPositionSGD returns x0 (1 - eta h)^k, the expected position after k steps x <- (1 - eta h) x - eta sigma xi from x0.
// Conditions and errors as in [MeanPosition]; it holds for eta h >= 2 too, where the mean grows.
func MeanPositionSGD(alpha, x0, h, eta float64, k int) (float64, error) {
	err := firstError(checkMean(alpha), checkFinite("x0", x0), checkNotNegative("h", h), checkPositive("eta", eta), checkNotNegative("k", float64(k)))
	if err != nil {
		return 0, err
	}
	return x0 * math.Pow(1-eta*h, float64(k)), nil
}

func checkMean(alpha float64) error {
	if err := checkAlpha(alpha); err != nil {
		return err
	}
	if alpha <= 1 {
		return badCondition("at alpha = %v <= 1 the position has no mean; its median decays by the same factor", alpha)
	}
	return nil
}
