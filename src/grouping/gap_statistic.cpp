#include "netseam/grouping/gap_statistic.hpp"

#include "netseam/core/error.hpp"
#include "netseam/core/random_stream.hpp"
#include "netseam/linkage/check_distances.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace netseam::grouping {
namespace {

double within_groups(core::MatrixView<const double> distance, std::span<const std::size_t> label) {
  std::vector<double> sum(stats::group_count(label), 0), size(sum.size(), 0);
  for (std::size_t i = 0; i < label.size(); ++i) {
    ++size[label[i]];
    for (std::size_t j = 0; j < i; ++j)
      if (label[i] == label[j]) sum[label[i]] += distance(i, j) * distance(i, j);
  }
  double total = 0;
  for (std::size_t g = 0; g < sum.size(); ++g)
    if (size[g] > 0) total += sum[g] / size[g];
  return total;
}

std::vector<double> log_within(core::MatrixView<const double> distance, const PartitionRule& rule,
                               double least) {
  std::vector<double> result;
  for (const auto& label : rule(distance)) {
    if (label.size() != distance.rows())
      throw core::InternalError("gap_statistic: the rule gave labels of other layers");
    result.push_back(std::log(std::max(within_groups(distance, label), least)));
  }
  return result;
}

std::vector<double> shuffled(core::MatrixView<const double> distance, core::RandomStream random) {
  const std::size_t layers = distance.rows();
  std::vector<double> values, matrix(layers * layers, 0);
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = 0; j < i; ++j) values.push_back(distance(i, j));
  random.shuffle(std::span(values));
  std::size_t next = 0;
  for (std::size_t i = 0; i < layers; ++i)
    for (std::size_t j = 0; j < i; ++j) matrix[i * layers + j] = matrix[j * layers + i] = values[next++];
  return matrix;
}

}  // namespace

GapStatistic gap_statistic(core::MatrixView<const double> distance, const PartitionRule& rule,
                           const GapOptions& options) {
  linkage::check_distances(distance, "gap_statistic");
  if (options.references == 0) throw core::InternalError("gap_statistic: no reference was asked for");
  const std::size_t layers = distance.rows();
  const double whole = within_groups(distance, std::vector<std::size_t>(layers, 0));
  const double least = whole > 0 ? whole * std::numeric_limits<double>::epsilon() : 1;
  const std::vector<double> observed = log_within(distance, rule, least);
  const auto references = static_cast<double>(options.references);
  std::vector<double> sum(observed.size(), 0), square(observed.size(), 0);
  for (std::size_t r = 0; r < options.references; ++r) {
    const auto matrix = shuffled(distance, core::RandomStream(options.seed, r, core::Purpose::gap_reference));
    const auto reference = log_within({matrix.data(), layers, layers}, rule, least);
    if (reference.size() != observed.size())
      throw core::InternalError("gap_statistic: the rule gave labels for other numbers of groups");
    for (std::size_t k = 0; k < observed.size(); ++k) {
      sum[k] += reference[k] - observed[k];
      square[k] += (reference[k] - observed[k]) * (reference[k] - observed[k]);
    }
  }
  GapStatistic result;
  for (std::size_t k = 0; k < observed.size(); ++k) {
    const double mean = sum[k] / references;
    result.gap.push_back(mean);
    const double variance = std::max(0.0, square[k] / references - mean * mean);
    result.standard_error.push_back(std::sqrt(variance * (1 + 1 / references)));
  }
  while (result.groups < observed.size() &&
         result.gap[result.groups - 1] < result.gap[result.groups] - result.standard_error[result.groups])
    ++result.groups;
  return result;
}

}  // namespace netseam::grouping
