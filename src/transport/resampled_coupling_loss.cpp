#include "group_sums.hpp"

#include "netseam/core/aligned_buffer.hpp"
#include "netseam/core/error.hpp"
#include "netseam/transport/resampled_loss.hpp"

#include <algorithm>

namespace netseam::transport {
namespace {

double at(core::MatrixView<const float> matrix, std::size_t i, std::size_t j) {
  return static_cast<double>(matrix(i, j));
}

// marginals of the entries of one group: points with their masses, ascending
struct Marginal {
  std::vector<std::size_t> point;
  std::vector<double> mass;

  void gather(std::span<const double> dense) {
    for (std::size_t i = 0; i < dense.size(); ++i)
      if (dense[i] > 0) {
        point.push_back(i);
        mass.push_back(dense[i]);
      }
  }
};

struct GroupedCoupling {
  std::vector<std::int32_t> group;  // of each entry
  GroupedItems entries;
  std::vector<Marginal> first, second;  // of each group
};

GroupedCoupling group_coupling(const MetricSpace& first, const MetricSpace& second,
                               std::span<const data::CouplingEntry> coupling, const ResamplePlan& plan) {
  const std::vector<std::int32_t> point_group = point_groups(first, plan);
  GroupedCoupling grouped;
  for (const auto& [row, column, mass] : coupling) {
    if (row < 0 || static_cast<std::size_t>(row) >= first.points() || column < 0 ||
        static_cast<std::size_t>(column) >= second.points())
      throw core::InternalError("resampled_coupling_loss: the coupling does not fit the layers");
    grouped.group.push_back(point_group[static_cast<std::size_t>(row)]);
  }
  grouped.entries = order_by_group(grouped.group, plan.groups());
  grouped.first.resize(plan.groups());
  grouped.second.resize(plan.groups());
  for (std::size_t g = 0; g < plan.groups(); ++g) {
    std::vector<double> rows(first.points(), 0), columns(second.points(), 0);
    for (std::size_t e = grouped.entries.begin[g]; e < grouped.entries.begin[g + 1]; ++e) {
      const auto& entry = coupling[static_cast<std::size_t>(grouped.entries.item[e])];
      rows[static_cast<std::size_t>(entry.row)] += entry.mass;
      columns[static_cast<std::size_t>(entry.column)] += entry.mass;
    }
    grouped.first[g].gather(rows);
    grouped.second[g].gather(columns);
  }
  return grouped;
}

// sums[g,h] += sum of C[i,k]^2 over the marginals of g and h
void add_squares(core::MatrixView<const float> distance, std::span<const Marginal> marginal,
                 std::span<double> sums) {
  const std::size_t groups = marginal.size();
  std::vector<double> square(distance.rows());
  for (std::size_t g = 0; g < groups; ++g) {
    std::ranges::fill(square, 0.0);
    for (std::size_t k = 0; k < marginal[g].point.size(); ++k)
      for (std::size_t i = 0; i < square.size(); ++i) {
        const double value = at(distance, marginal[g].point[k], i);
        square[i] += marginal[g].mass[k] * value * value;
      }
    for (std::size_t h = 0; h < groups; ++h)
      for (std::size_t k = 0; k < marginal[h].point.size(); ++k)
        sums[g * groups + h] += marginal[h].mass[k] * square[marginal[h].point[k]];
  }
}

// sums[g,h] -= 2 <C1 T_h C2, T_g>, where T_h has the columns of group h only
void add_cross_terms(const MetricSpace& first, const MetricSpace& second,
                     std::span<const data::CouplingEntry> coupling, const GroupedCoupling& grouped,
                     std::span<double> sums) {
  const std::size_t groups = grouped.first.size(), n = first.points();
  std::vector<std::size_t> place(second.points());
  for (std::size_t h = 0; h < groups; ++h) {
    const auto& columns = grouped.second[h].point;
    for (std::size_t l = 0; l < columns.size(); ++l) place[columns[l]] = l;
    core::AlignedBuffer<double> product(columns.size() * n);  // (C1 T_h)', column by column
    for (std::size_t e = grouped.entries.begin[h]; e < grouped.entries.begin[h + 1]; ++e) {
      const auto& entry = coupling[static_cast<std::size_t>(grouped.entries.item[e])];
      double* const to = product.data() + place[static_cast<std::size_t>(entry.column)] * n;
      for (std::size_t i = 0; i < n; ++i)
        to[i] += entry.mass * at(first.distance, static_cast<std::size_t>(entry.row), i);
    }
    for (std::size_t e = 0; e < coupling.size(); ++e) {
      const auto i = static_cast<std::size_t>(coupling[e].row),
                 j = static_cast<std::size_t>(coupling[e].column);
      double sum = 0;
      for (std::size_t l = 0; l < columns.size(); ++l)
        sum += product[l * n + i] * at(second.distance, j, columns[l]);
      sums[static_cast<std::size_t>(grouped.group[e]) * groups + h] -= 2 * coupling[e].mass * sum;
    }
  }
}

}  // namespace

std::vector<double> resampled_coupling_loss(const MetricSpace& first, const MetricSpace& second,
                                            std::span<const data::CouplingEntry> coupling,
                                            const ResamplePlan& plan) {
  const std::size_t groups = plan.groups();
  const GroupedCoupling grouped = group_coupling(first, second, coupling, plan);
  std::vector<double> sums(groups * groups, 0), mass(groups, 0);
  add_squares(first.distance, grouped.first, sums);
  add_squares(second.distance, grouped.second, sums);
  add_cross_terms(first, second, coupling, grouped, sums);
  for (std::size_t g = 0; g < groups; ++g) {
    for (const double value : grouped.first[g].mass) mass[g] += value;
    sums[g * groups + g] /= 2;
  }
  std::vector<double> losses = resampled_ratios(sums, mass, plan);
  for (double& loss : losses)
    if (loss < 0) loss = 0;  // the terms cancel where the layers are isometric
  return losses;
}

}  // namespace netseam::transport
