#pragma once
#include <cstddef>

/// Inner loops of the resampling, in the widest instructions of the processor that runs.
namespace netseam::transport {

/// sum[j] += (x[j] - y[j])^2 in float64, 0 <= j < size, a multiple of 16; all 64-byte aligned.
void add_squared_differences(const float* x, const float* y, std::size_t size, double* sum);

/// total[b] += weight[b] * (sum over h < count of sums[h] weight[h * stride + b]), 0 <= b < stride, a
/// multiple of 8.
void add_weighted_row(const double* sums, const double* weight, std::size_t count, std::size_t stride,
                      double* total);

}  // namespace netseam::transport
