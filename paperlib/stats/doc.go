// Package stats is the ground floor of the house: what every room counts with, on gonum and the standard library alone.
//
//   - [Interval] is a value with its interval, [Number] a float64 in JSON.
//   - [ClopperPearson], [MedianInterval] and [NormalHalfWidth] make intervals.
//   - [Mean], [SumMean], [MeanDeviation], [Median] and [Quantile] summarise a sample.
//   - [Parallel] and [ParallelWorkers] share tasks among the processors.
package stats
