#include "netseam/grouping/k_medoids.hpp"

#include "netseam/core/error.hpp"
#include "netseam/linkage/check_distances.hpp"
#include "netseam/stats/group_numbers.hpp"

#include <algorithm>
#include <limits>

namespace netseam::grouping {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

// For each layer the medoid (by its position) that is nearest, and the distances of the two nearest.
struct Nearest {
  std::vector<std::size_t> position;
  std::vector<double> first, second;
};

Nearest nearest_medoids(core::MatrixView<const double> distance, const std::vector<std::size_t>& medoid) {
  const std::size_t layers = distance.rows();
  Nearest nearest{std::vector<std::size_t>(layers, 0), std::vector<double>(layers, infinity),
                  std::vector<double>(layers, infinity)};
  for (std::size_t i = 0; i < layers; ++i) {
    for (std::size_t m = 0; m < medoid.size(); ++m) {
      const double d = distance(i, medoid[m]);
      if (d < nearest.first[i]) {
        nearest.second[i] = nearest.first[i];
        nearest.first[i] = d;
        nearest.position[i] = m;
      } else {
        nearest.second[i] = std::min(nearest.second[i], d);
      }
    }
    // a medoid is its own, also where another one is at distance 0
    const auto own = std::ranges::find(medoid, i);
    if (own != medoid.end()) nearest.position[i] = static_cast<std::size_t>(own - medoid.begin());
  }
  return nearest;
}

std::vector<std::size_t> build(core::MatrixView<const double> distance, std::size_t groups) {
  const std::size_t layers = distance.rows();
  std::vector<std::size_t> medoid;
  std::vector<double> to_medoid(layers, infinity);
  std::vector<bool> taken(layers, false);
  while (medoid.size() < groups) {
    std::size_t best = layers;
    double least = infinity;
    for (std::size_t candidate = 0; candidate < layers; ++candidate) {
      if (taken[candidate]) continue;
      double cost = 0;
      for (std::size_t i = 0; i < layers; ++i) cost += std::min(to_medoid[i], distance(i, candidate));
      if (cost < least) {
        least = cost;
        best = candidate;
      }
    }
    medoid.push_back(best);
    taken[best] = true;
    for (std::size_t i = 0; i < layers; ++i) to_medoid[i] = std::min(to_medoid[i], distance(i, best));
  }
  return medoid;
}

struct Exchange {
  std::size_t position = 0, layer = 0;  // the medoid that goes and the layer that comes
  double change = 0;                    // of the cost
};

Exchange best_exchange(core::MatrixView<const double> distance, const std::vector<std::size_t>& medoid,
                       const Nearest& nearest) {
  const std::size_t layers = distance.rows();
  std::vector<double> removal(medoid.size(), 0), change(medoid.size());
  for (std::size_t i = 0; i < layers; ++i)
    removal[nearest.position[i]] += nearest.second[i] - nearest.first[i];
  Exchange best;
  for (std::size_t candidate = 0; candidate < layers; ++candidate) {
    if (medoid[nearest.position[candidate]] == candidate) continue;
    change = removal;
    double for_all = 0;  // what the candidate gains whichever medoid goes
    for (std::size_t i = 0; i < layers; ++i) {
      const double d = distance(i, candidate);
      if (d < nearest.first[i]) {
        for_all += d - nearest.first[i];
        change[nearest.position[i]] += nearest.first[i] - nearest.second[i];
      } else if (d < nearest.second[i]) {
        change[nearest.position[i]] += d - nearest.second[i];
      }
    }
    const auto least = std::ranges::min_element(change);
    if (*least + for_all < best.change)
      best = {static_cast<std::size_t>(least - change.begin()), candidate, *least + for_all};
  }
  return best;
}

double cost_of(const Nearest& nearest) {
  double cost = 0;
  for (const double d : nearest.first) cost += d;
  return cost;
}

}  // namespace

MedoidClustering k_medoids(core::MatrixView<const double> distance, std::size_t groups) {
  linkage::check_distances(distance, "k_medoids");
  if (groups == 0 || groups > distance.rows())
    throw core::InternalError("k_medoids: the layers cannot be put into so many groups");
  std::vector<std::size_t> medoid = build(distance, groups);
  Nearest nearest = nearest_medoids(distance, medoid);
  double cost = cost_of(nearest);
  while (groups > 1) {  // one medoid is the best as it was added
    const Exchange exchange = best_exchange(distance, medoid, nearest);
    std::vector<std::size_t> changed(medoid);
    changed[exchange.position] = exchange.layer;
    Nearest nearest_changed = nearest_medoids(distance, changed);
    const double cost_changed = cost_of(nearest_changed);
    if (exchange.change >= 0 || cost_changed >= cost) break;  // rounding cannot make it go in circles
    medoid.swap(changed);
    nearest = std::move(nearest_changed);
    cost = cost_changed;
  }
  MedoidClustering result{std::vector<std::size_t>(groups), stats::numbered_by_appearance(nearest.position),
                          cost};
  for (const std::size_t layer : medoid) result.medoid[result.label[layer]] = layer;
  return result;
}

}  // namespace netseam::grouping
