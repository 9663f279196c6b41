#include "null_shuffles.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace netseam::graph {
namespace {

constexpr std::size_t tries_for_each_connection = 10, sweeps = 50;

struct Connection {
  std::uint32_t row, column;
};

/// Uniform in (0, 1).
double inside(core::RandomStream& random) { return random.uniform() + 0x1p-54; }

/// Exchanges weight between two rows at pairs of columns that both have.
void move_between_rows(double* a, double* b, std::vector<std::uint32_t>& common, core::RandomStream& random) {
  random.shuffle(std::span(common));
  for (std::size_t k = 0; k + 1 < common.size(); k += 2) {
    double &ac = a[common[k]], &ad = a[common[k + 1]], &bc = b[common[k]], &bd = b[common[k + 1]];
    const double least = -std::min(ac, bd), most = std::min(ad, bc);
    const double gain = least + (most - least) * inside(random);
    const double moved[4] = {ac + gain, bd + gain, ad - gain, bc - gain};
    // rounding may reach the border, where a connection would vanish
    if (std::any_of(moved, moved + 4, [](double w) { return static_cast<float>(w) <= 0; })) continue;
    ac = moved[0];
    bd = moved[1];
    ad = moved[2];
    bc = moved[3];
  }
}

}  // namespace

void swap_connections(core::MatrixView<float> weights, core::RandomStream& random) {
  std::vector<Connection> connection;
  for (std::size_t i = 0; i < weights.rows(); ++i)
    for (std::size_t j = 0; j < weights.columns(); ++j)
      if (weights(i, j) != 0)
        connection.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j)});
  if (connection.size() == weights.rows() * weights.columns()) return;
  for (std::size_t t = tries_for_each_connection * connection.size(); t > 0; --t) {
    Connection& first = connection[random.below(connection.size())];
    Connection& second = connection[random.below(connection.size())];
    float& to_first = weights(first.row, second.column);
    float& to_second = weights(second.row, first.column);
    if (to_first != 0 || to_second != 0) continue;  // also where both share a row or a column
    std::swap(to_first, weights(first.row, first.column));
    std::swap(to_second, weights(second.row, second.column));
    std::swap(first.column, second.column);
  }
}

void move_weight_around(core::MatrixView<float> weights, core::RandomStream& random) {
  const std::size_t rows = weights.rows(), columns = weights.columns();
  std::vector<double> moved(rows * columns);  // float32 would let strengths drift
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) moved[i * columns + j] = std::abs(weights(i, j));
  std::vector<std::uint32_t> order(rows), common;
  std::iota(order.begin(), order.end(), 0U);
  for (std::size_t sweep = 0; sweep < sweeps; ++sweep) {
    random.shuffle(std::span(order));
    for (std::size_t k = 0; k + 1 < rows; k += 2) {
      double *a = moved.data() + order[k] * columns, *b = moved.data() + order[k + 1] * columns;
      common.clear();
      for (std::size_t j = 0; j < columns; ++j)
        if (a[j] != 0 && b[j] != 0) common.push_back(static_cast<std::uint32_t>(j));
      move_between_rows(a, b, common, random);
    }
  }
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) weights(i, j) = static_cast<float>(moved[i * columns + j]);
}

}  // namespace netseam::graph
