package levy

import "math"

// KramersSaddle returns the mean time in which dX = -U'(X) dt + sigma dL, alpha = 2 (so L = sqrt(2) B), crosses a smooth
// saddle of height h above the minimum into the next well,
//
//	E tau ~ 2 pi/sqrt(U''(m) |U''(s)|) exp(h/sigma^2),
//
// the Gaussian contrast to exits by jumps: exponential in the depth. Reaching the top of the saddle takes half of it. With
// noise eps dB, as most texts write it, eps^2 = 2 sigma^2. Conditions: one dimension, U smooth with curvature > 0 at the
// minimum and < 0 at the saddle (its size is passed, else an [ErrParameter]), and h much larger than sigma^2: an
// [ErrCondition] below 2 sigma^2, and above 600 sigma^2, where the time is beyond float64. Kramers 1940; Gardiner, Handbook of
// Stochastic Methods, section 5.2.
func KramersSaddle(height, curvatureMinimum, curvatureSaddle, sigma float64) (float64, error) {
	err := firstError(checkPositive("curvature at the saddle", curvatureSaddle), checkKramers(height, curvatureMinimum, sigma))
	if err != nil {
		return 0, err
	}
	return 2 * math.Pi / math.Sqrt(curvatureMinimum*curvatureSaddle) * math.Exp(height/(sigma*sigma)), nil
}

// KramersBoundary returns the rate of leaving through one end that cuts the slope of the well off, where U' = slope > 0
// outward and the boundary lies height above the minimum,
//
//	rate = slope sqrt(U''(m)/(2 pi sigma^2)) exp(-h/sigma^2),  alpha = 2, L = sqrt(2) B.
//
// A path that touches such a boundary has left, while one on top of a saddle turns back every second time; and the time
// spent near the boundary depends on its slope, not on a curvature. The saddle's formula is wrong here by an order of
// magnitude. The mean time through several ends is 1/(sum of the rates). The relative error is O(sigma^2/h). Conditions and
// errors as in [KramersSaddle]; source the same.
func KramersBoundary(height, curvatureMinimum, slope, sigma float64) (float64, error) {
	err := firstError(checkPositive("slope at the boundary", slope), checkKramers(height, curvatureMinimum, sigma))
	if err != nil {
		return 0, err
	}
	return slope * math.Sqrt(curvatureMinimum/(2*math.Pi)) / sigma * math.Exp(-height/(sigma*sigma)), nil
}

func checkKramers(height, curvature, sigma float64) error {
	err := firstError(checkPositive("height", height), checkPositive("curvature at the minimum", curvature), checkPositive("sigma", sigma))
	if err != nil {
		return err
	}
	switch barrier := height / (sigma * sigma); {
	case barrier < 2:
		return badCondition("the barrier is %v sigma^2; Kramers' formula is for rare crossings, 2 sigma^2 and more", barrier)
	case !(barrier <= 600):
		return badCondition("the barrier is %v sigma^2; its exponential is beyond float64", barrier)
	}
	return nil
}
