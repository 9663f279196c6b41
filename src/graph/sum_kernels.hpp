#pragma once
#include <cstddef>

/// Passes over rows of weights, in the widest instructions of the processor that runs.
namespace netseam::graph {

/// Parts of sums that do not depend on the order, see OrderFreeSums.
struct SumParts {
  const double* coarse;
  const double* fine;
  double* upper;
  double* lower;
};

/// Adds weight c of a row to sum c of `of_columns`, for all c < count, and all of them to the first sum of
/// `of_row`, which may be one of the columns'.
void add_row_to_sums(const float* weights, std::size_t count, const SumParts& of_row,
                     const SumParts& of_columns);

/// largest[c] = max(largest[c], weights[c]) for all c < count; returns the largest weight, 0 for none.
double largest_of_row(const float* weights, std::size_t count, double* largest);

}  // namespace netseam::graph
