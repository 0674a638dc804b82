// Package levy is the benchmark of package levy's simulator: paths in a quadratic well of R^100 whose coordinates have
// tail indices from 1.2 to 1.9, in turns with NumPy and JAX on one core each, after every contender has shown that its
// positions follow the exact law; and exits so rare that Euler's scheme takes 1e7 steps for one.
package levy
