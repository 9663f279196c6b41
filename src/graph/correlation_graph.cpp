#include "netseam/graph/correlation_graph.hpp"

#include "lower_triangle.hpp"
#include "nearest_bound.hpp"
#include "own_rows.hpp"
#include "standardised_responses.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace netseam::graph {
namespace {

core::MatrixView<const float> rows_of(core::MatrixView<const float> matrix, std::size_t first,
                                      std::size_t rows) {
  return {matrix.data() + first * matrix.stride(), rows, matrix.columns(), matrix.stride()};
}

/// Squared correlations below the diagonal, 0 elsewhere and where they are below `threshold`.
struct SquaredCorrelations {
  std::shared_ptr<const StandardisedResponses> responses;
  const linalg::DenseBackend* backend;
  float threshold;

  void operator()(std::size_t block, std::size_t first_row, std::size_t rows, std::span<float> out) const {
    const std::size_t first = block * triangle_rows + first_row, columns = out.size() / rows;
    const auto all = responses->rows();
    backend->multiply(linalg::Transpose::no, linalg::Transpose::yes, 1.0F, rows_of(all, first, rows),
                      rows_of(all, 0, columns), 0.0F, {out.data(), rows, columns});
    for (std::size_t r = 0; r < rows; ++r) {
      float* row = out.data() + r * columns;
      for (std::size_t c = 0; c < first + r; ++c) {
        const float square = std::min(row[c] * row[c], 1.0F);
        row[c] = square >= threshold ? square : 0.0F;
      }
      std::fill(row + first + r, row + columns, 0.0F);
    }
  }
};

/// Computes this rank's share of the triangle: visit(unit, its squared correlations with all units before).
template <class Visit>
void visit_pairs(const parallel::Communicator& communicator, const SquaredCorrelations& squares,
                 std::span<const GraphBlock> blocks, const Visit& visit) {
  parallel::agree(communicator, [&] {
    std::vector<float> values;
    for (const OwnRows& part :
         share_rows(blocks, triangle_rows, static_cast<std::size_t>(communicator.size()),
                    static_cast<std::size_t>(communicator.rank()))) {
      const GraphBlock& block = blocks[part.block];
      values.resize(part.rows * block.columns);
      squares(part.block, part.first, part.rows, values);
      for (std::size_t r = 0; r < part.rows; ++r) {
        const std::size_t unit = block.first_row + part.first + r;
        visit(unit, std::span<const float>(values).subspan(r * block.columns, unit));
      }
    }
  });
}

std::vector<float> nearest_bounds(const parallel::Communicator& communicator,
                                  const SquaredCorrelations& squares, std::span<const GraphBlock> blocks,
                                  std::size_t units, std::size_t count) {
  LargestWeights largest(units, count);
  visit_pairs(communicator, squares, blocks, [&](std::size_t unit, std::span<const float> squared) {
    for (std::size_t other = 0; other < unit; ++other) {
      largest.add(unit, squared[other]);
      largest.add(other, squared[other]);
    }
  });
  return largest.least_kept(communicator);
}

void check(std::size_t samples, const CorrelationGraphOptions& options) {
  if (samples < 2) throw core::ConfigError("correlations of units need two samples or more");
  if (!(options.threshold >= 0 && options.threshold <= 1))
    throw core::ConfigError(
        fmt::format("a threshold of squared correlations of {} is not between 0 and 1", options.threshold));
}

SquaredCorrelations standardise(const parallel::Communicator& communicator,
                                const linalg::DenseBackend& backend,
                                const std::vector<data::NeuronLayer>& layers, std::size_t samples,
                                const UnitResponses& responses, const CorrelationGraphOptions& options) {
  parallel::agree(communicator, [&] { check(samples, options); });
  return {
      std::make_shared<StandardisedResponses>(communicator, layers, samples, responses, options.correlation),
      &backend, static_cast<float>(options.threshold)};
}

}  // namespace

BlockGraph make_correlation_graph(const parallel::Communicator& communicator,
                                  const linalg::DenseBackend& backend,
                                  const std::vector<data::NeuronLayer>& layers, std::size_t samples,
                                  const UnitResponses& responses, const CorrelationGraphOptions& options) {
  const auto squares = standardise(communicator, backend, layers, samples, responses, options);
  const std::size_t units = squares.responses->rows().rows();
  const std::vector<GraphBlock> blocks = lower_triangle(units);
  WeightStorage storage = options.storage;
  storage.rows_at_once = triangle_rows;
  if (options.nearest == 0) return {communicator, units, blocks, squares, storage};
  const auto bound = nearest_bounds(communicator, squares, blocks, units, options.nearest);
  const BlockRows near = [squares, bound](std::size_t block, std::size_t first_row, std::size_t rows,
                                          std::span<float> out) {
    squares(block, first_row, rows, out);
    const std::size_t first = block * triangle_rows + first_row, columns = out.size() / rows;
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t c = 0; c < first + r; ++c)
        if (out[r * columns + c] < std::min(bound[first + r], bound[c])) out[r * columns + c] = 0;
  };
  return {communicator, units, blocks, near, storage};
}

std::vector<float> squared_correlations(const parallel::Communicator& communicator,
                                        const linalg::DenseBackend& backend,
                                        const std::vector<data::NeuronLayer>& layers, std::size_t samples,
                                        const UnitResponses& responses,
                                        const CorrelationGraphOptions& options) {
  const auto squares = standardise(communicator, backend, layers, samples, responses, options);
  const std::size_t units = squares.responses->rows().rows();
  const auto blocks = lower_triangle(units);
  std::vector<float> bound(units, 0.0F);
  if (options.nearest > 0) bound = nearest_bounds(communicator, squares, blocks, units, options.nearest);
  std::vector<float> own;
  visit_pairs(communicator, squares, blocks, [&](std::size_t unit, std::span<const float> squared) {
    for (std::size_t other = 0; other < unit; ++other)
      own.push_back(squared[other] < std::min(bound[unit], bound[other]) ? 0.0F : squared[other]);
  });
  return parallel::all_gather(communicator, std::span<const float>(own));
}

}  // namespace netseam::graph
