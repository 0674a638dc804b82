// Package levy simulates stochastic differential equations in R^N driven by stable processes,
//
//	dX = b(X) dt + sum_i s_i(t) sigma_i e_i dL^i,
//
// one one-dimensional process L^i of tail index alpha_i for each coordinate (the model of claim C3), beside Gaussian,
// isotropic, compound Poisson and replayed noise; and it holds the closed-form theory of exits, trapping and the law near a
// minimum to set beside the simulation.
//
// Conventions. L is standard symmetric stable, E exp(iuL_t) = exp(-t |u|^alpha), as in package stable: alpha = 2 is
// sqrt(2) times Brownian motion, and sigma multiplies L in these units everywhere. Papers that write the jump measure as
// |y|^(-1-alpha) dy (Imkeller and Pavlyukevich) use another scale; [FromJumpMeasure] converts. Time is that of the
// equation; a learning rate eta turns one step into eta units of it ([SGDCoefficient]). Every function says which clock
// it counts in.
package levy
