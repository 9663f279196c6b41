#include "null_cuts.hpp"

#include "netseam/stats/permutation_p_value.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace netseam::pipeline {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

std::string keeps(graph::NullModel model) {
  switch (model) {
    case graph::NullModel::layer:
      return "the weights, in random places";
    case graph::NullModel::layer_nonzero:
      return "the weights, and which are 0";
    case graph::NullModel::layer_nonzero_distribution:
      return "the weights in distribution, and which are 0";
    case graph::NullModel::layer_all_distribution:
      return "the weights in distribution, and how many are 0";
    case graph::NullModel::strength_strata:
      return "the weights among places of like strength, and which are 0";
    case graph::NullModel::edge_swaps:
      return "the weights of each row, and how many each column has";
    case graph::NullModel::strengths:
      return "the strength of every neuron between every two layers, and which weights are 0";
  }
  return "";
}

}  // namespace

data::NullCuts null_cuts(graph::NullModel model, double observed, std::vector<double> cuts) {
  data::NullCuts null;
  for (const auto& [known, name] : graph::null_models)
    if (known == model) null.name = name;
  null.keeps = keeps(model);
  std::vector<double> sound, negative;
  for (const double cut : cuts) {
    if (!std::isnan(cut)) sound.push_back(cut);
    negative.push_back(-cut);
  }
  null.p = stats::permutation_p_value(-observed, negative);
  null.normalised_cut = std::move(cuts);
  null.mean = null.deviation = null.z = null.reduction = missing;
  if (sound.empty()) return null;
  const auto count = static_cast<double>(sound.size());
  null.mean = std::accumulate(sound.begin(), sound.end(), 0.0) / count;
  double squares = 0;
  for (const double cut : sound) squares += (cut - null.mean) * (cut - null.mean);
  null.deviation = std::sqrt(squares / count);
  if (null.deviation > 0) null.z = (observed - null.mean) / null.deviation;
  if (null.mean > 0) null.reduction = (null.mean - observed) / null.mean;
  return null;
}

}  // namespace netseam::pipeline
