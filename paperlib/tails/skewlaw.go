package tails

// FamilySkewStable is the stable law S(alpha, beta) with 4 parameters. It is not among Families: its fit costs a thousand
// times that of the others.
const FamilySkewStable Family = "skew_stable"
