#include "netseam/hierarchy/feature_distance.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <span>

namespace netseam::hierarchy {
namespace {

struct Products {
  double own_first, own_second, common;
};

double cosine(const Products& p) {
  if (p.own_first == 0 || p.own_second == 0) return p.own_first == p.own_second ? 0 : 1;
  return std::max(0.0, 1 - p.common / std::sqrt(p.own_first * p.own_second));  // exactly 0 for equal bits
}

double jaccard(const Products& p) {
  const double either = p.own_first + p.own_second - p.common;
  return either == 0 ? 0 : 1 - p.common / either;
}

double euclidean(const Products& p) {
  return std::sqrt(std::max(0.0, p.own_first + p.own_second - 2 * p.common));
}

double product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

}  // namespace

std::vector<double> feature_distances(const UnitFeatures& features, FeatureDistance distance) {
  const std::size_t n = features.units;
  const bool values = !features.value.empty() && distance != FeatureDistance::jaccard;
  const auto common = [&](std::size_t i, std::size_t j) {
    return values ? product(features.values(i), features.values(j))
                  : static_cast<double>(common_bits(features.row(i), features.row(j)));
  };
  std::vector<double> own(n), result(n * n, 0);
  for (std::size_t i = 0; i < n; ++i) own[i] = common(i, i);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < i; ++j) {
      const Products p{own[i], own[j], common(i, j)};
      result[i * n + j] = result[j * n + i] = distance == FeatureDistance::cosine    ? cosine(p)
                                              : distance == FeatureDistance::jaccard ? jaccard(p)
                                                                                     : euclidean(p);
    }
  return result;
}

}  // namespace netseam::hierarchy
