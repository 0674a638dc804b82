package minimum

import "github.com/sgnlab/sgnlab/paperlib/lab"

var criteria = []lab.Criterion{
	{Claim: "C6c", Version: 1,
		Statistic: "distance of the simulated from the stated law, or simulated over theory, by scope",
		Text: "Stationary law: supported where the upper 95 % bound of the distance between distribution functions lies below .05, not supported where the lower one lies above. " +
			"Position: the median over exp(-ht), within 10 % of 1 with its interval. Wells, at the smallest noise scale: the rate of leaving over theory within 10 % of 1, and the share of moves that jump over a well within .1 of theory, with their intervals. " +
			"Undecided otherwise. Simulated equations only." + lab.JoinText("scopes"),
		Numbers: map[string]float64{"law": lawMargin, "moves": moveMargin, "sigma": smallest}},
	{Claim: "C3", Version: 1,
		Statistic: "scale of the iterates of gradient descent with planted stable noise on a quadratic over the closed form of the equation's Euler step",
		Text: "For each eta h: not supported where the 95 % interval of the ratio lies outside 5 % of 1, and else undecided: that gradient descent and the equation are one and the same where the noise is what the equation says could be refuted here, " +
			"but planted noise says nothing of the noise of training, which is judged elsewhere." + lab.JoinText("scopes"),
		Numbers: map[string]float64{"scale": scaleMargin}},
}
