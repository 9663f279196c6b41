#include "twin_null.hpp"

#include "netseam/data/layer_pairs.hpp"
#include "netseam/grouping/twin_border_test.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

namespace netseam::pipeline {
namespace {

/// "40 resamples of 2 untrained networks (20 of each)".
std::string null_text(std::size_t twins, std::size_t resamples) {
  if (twins == 1) return fmt::format("{} resamples of 1 untrained network", resamples);
  return fmt::format("{} resamples of {} untrained networks ({} of each)", twins * resamples, twins,
                     resamples);
}

}  // namespace

void test_by_twins(const parallel::Communicator& communicator, grouping::PairValue kind, std::size_t layers,
                   const std::vector<double>& resampled, const std::vector<std::vector<double>>& twin,
                   data::Segmentation& groups) {
  const std::size_t pairs = data::pair_count(layers), resamples = resampled.size() / pairs;
  groups.twin_p_value = parallel::broadcast(communicator, parallel::agree(communicator, [&] {
                                              std::vector<core::MatrixView<const double>> views;
                                              for (const auto& values : twin)
                                                views.emplace_back(values.data(), pairs, resamples);
                                              return communicator.is_root()
                                                         ? grouping::test_borders_against_twins(
                                                               {resampled.data(), pairs, resamples}, views,
                                                               layers, groups.border, kind)
                                                         : std::vector<double>{};
                                            }));
  groups.twin_null_model = parallel::broadcast(communicator, null_text(twin.size(), resamples));
}

}  // namespace netseam::pipeline
