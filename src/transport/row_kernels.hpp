#pragma once
#include <cstddef>
#include <cstdint>

/// Passes over padded rows of float32 matrices, in the widest instructions of the processor that runs.
/// `size` is the padded length of a row (a multiple of 16); rows are 64-byte aligned.
namespace netseam::transport {

/// centred[j] = distance[j] - row_mean[j] - shift. Returns the largest distance.
float centre_row(const float* distance, const float* row_mean, float shift, float* centred, std::size_t size);

/// Largest entry of a row of non-negative numbers.
float largest_of_row(const float* row, std::size_t size);

/// difference[j] = upper[j] - lower[j] - shift.
void subtract_row(const float* upper, const float* lower, float shift, float* difference, std::size_t size);

/// The points that a row of a linear sub-problem is tested against, see ExchangeSearch.
struct ExchangeRow {
  const float* cost;                  // row of M
  const float* dual;                  // of the columns; minus infinity in the padding
  const float* first;                 // distances of the row's point in the first layer
  const float* second;                // distances of its match in the second layer
  const std::int32_t* row_of_column;  // inverse permutation; 0 in the padding
  float own;                          // cost - dual at the row's match
  float reach;                        // largest of `first` times largest of `second`
  float slack;
};

/// Columns j with cost[j] - dual[j] - own + slack < first[row_of_column[j]] second[j], in ascending order;
/// returns how many. `column` has room for size + 16.
std::size_t exchange_columns(const ExchangeRow& row, std::int32_t* column, std::size_t size);

/// Sum over 0 <= k < count of (first[k] - second[k])^2, all in float64.
double squared_difference(const float* first, const float* second, std::size_t count);

/// Sum over 0 <= k < count of (first[k] - second[place[k]])^2, all in float64.
double squared_difference_at(const float* first, const float* second, const std::int32_t* place,
                             std::size_t count);

/// Sum over 0 <= k < count of (first[k] - second[k]) (third[place[k]] - fourth[place[k]]), all in float64.
double difference_product_at(const float* first, const float* second, const float* third, const float* fourth,
                             const std::int32_t* place, std::size_t count);

/// sum[j] = -(a first[j] + b second[place[j]] + c third[j]).
void combine_rows(float a, const float* first, float b, const float* second, const std::int32_t* place,
                  float c, const float* third, float* sum, std::size_t size);

}  // namespace netseam::transport
