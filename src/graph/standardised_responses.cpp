#include "standardised_responses.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/work_range.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace netseam::graph {
namespace {

constexpr std::size_t units_at_once = 64;

std::size_t total_units(const std::vector<data::NeuronLayer>& layers) {
  std::size_t units = 0;
  for (const data::NeuronLayer& layer : layers) units += layer.units;
  return units;
}

/// One unit of a part of samples x units responses.
std::vector<double> response_of(std::span<const float> part, std::size_t units, std::size_t unit,
                                std::size_t samples, const std::string& layer, std::size_t number) {
  std::vector<double> values(samples);
  for (std::size_t s = 0; s < samples; ++s) {
    values[s] = part[s * units + unit];
    if (!std::isfinite(values[s]))
      throw core::InputError({layer, fmt::format("sample {}, unit {}", s, number),
                              std::isnan(values[s]) ? "NaN" : "an infinite value", "a finite value"});
  }
  return values;
}

}  // namespace

void replace_by_ranks(std::span<double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> rank(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    const double mean = static_cast<double>(first + last) / 2 + 1;
    for (; first <= last; ++first) rank[order[first]] = mean;
  }
  std::copy(rank.begin(), rank.end(), values.begin());
}

void standardise(std::span<double> values) {
  if (std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end()) {
    std::fill(values.begin(), values.end(), 0.0);
    return;
  }
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
  double squares = 0;
  for (double& value : values) {
    value -= mean;
    squares += value * value;
  }
  for (double& value : values) value /= std::sqrt(squares);
}

StandardisedResponses::StandardisedResponses(const parallel::Communicator& communicator,
                                             const std::vector<data::NeuronLayer>& layers,
                                             std::size_t samples, const UnitResponses& responses,
                                             Correlation correlation)
    : units_(total_units(layers)),
      samples_(samples),
      stride_(core::padded<float>(samples)),
      layout_(parallel::find_node_layout(communicator)),
      memory_(layout_.node, units_ * stride_ * sizeof(float)) {
  parallel::agree(communicator, [&] {
    const auto share = parallel::even_share(units_, static_cast<std::size_t>(layout_.node.size()),
                                            static_cast<std::size_t>(layout_.node.rank()));
    auto* memory = reinterpret_cast<float*>(memory_.bytes().data());
    std::vector<float> part;
    std::size_t before = 0;  // units of the layers before
    for (std::size_t l = 0; l < layers.size(); before += layers[l].units, ++l) {
      const std::size_t begin = std::max(share.begin, before),
                        end = std::min(share.end, before + layers[l].units);
      for (std::size_t first = begin; first < end; first += units_at_once) {
        const std::size_t units = std::min(units_at_once, end - first);
        part.resize(samples * units);
        responses(l, first - before, units, part);
        for (std::size_t u = 0; u < units; ++u) {
          auto values = response_of(part, units, u, samples, layers[l].name, first - before + u);
          if (correlation == Correlation::spearman) replace_by_ranks(values);
          standardise(values);
          std::transform(values.begin(), values.end(), memory + (first + u) * stride_,
                         [](double value) { return static_cast<float>(value); });
        }
      }
    }
  });
  memory_.synchronise();
}

core::MatrixView<const float> StandardisedResponses::rows() const noexcept {
  return {reinterpret_cast<const float*>(memory_.bytes().data()), units_, samples_, stride_};
}

}  // namespace netseam::graph
