#pragma once
#include "netseam/core/matrix_view.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace netseam::grouping {

/// Labels for 1, 2, ... groups of the layers of a matrix of distances: what a method of clustering gives.
using Partitions = std::vector<std::vector<std::size_t>>;
using PartitionRule = std::function<Partitions(core::MatrixView<const double>)>;

struct GapOptions {
  std::size_t references = 50;  // matrices without groups, at least 1
  std::uint64_t seed = 1;
};

struct GapStatistic {
  std::vector<double> gap;  // gap[k-1]: mean over the references of log W* - log W, for k groups
  std::vector<double>
      standard_error;      // standard_error[k-1]: deviation of log W*, times sqrt(1 + 1/references)
  std::size_t groups = 1;  // the fewest with gap(k) >= gap(k+1) - standard_error(k+1)
};

/// Gap statistic of Tibshirani, Walther and Hastie 2001 (doi:10.1111/1467-9868.00293) for a matrix of
/// distances. W is the sum over the groups of sum over i < j of d_ij^2 / size. The references are the same
/// distances in random order over the pairs of layers: layers without coordinates have no box to draw points
/// from, and with few layers this reference finds more than points do. It keeps how the distances are
/// distributed and gap(1) = 0, but no triangle inequality, so a smooth drift counts as groups here, as it
/// does for the silhouette (but not for `segment`). W below 2^-52 of that of one group counts as that.
/// `distance`: L x L, symmetric; `rule` gives labels that are numbered from 0, for the same numbers of groups
/// each time. Streams of (seed, number of the reference). O(references (L^2 + cost of `rule`)).
/// Throws InternalError where there is no reference or the rule gives labels of other layers.
[[nodiscard]] GapStatistic gap_statistic(core::MatrixView<const double> distance, const PartitionRule& rule,
                                         const GapOptions& options);

}  // namespace netseam::grouping
