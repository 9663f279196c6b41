#include "load_pair_blocks.hpp"

#include "pair_matrix.hpp"

#include "netseam/core/error.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

namespace netseam::artifact {
namespace {

// rows are read in parts of about this size: as 64-bit numbers they are twice as large as what is kept
constexpr std::size_t bytes_per_read = std::size_t{32} << 20;

std::size_t matrix_columns(const store::Hdf5Reader& file, const std::string& name, std::size_t rows) {
  const auto shape = file.info(name).shape;
  if (shape.size() != 2 || shape[0] != rows)
    refuse_dataset(file, name, fmt::format("shape ({})", fmt::join(shape, ", ")),
                   fmt::format("shape ({}, ...)", rows));
  return shape[1];
}

// the permutation that a row holds: `points` entries, then -1; empty if all are -1
std::vector<std::int32_t> parse_permutation(const store::Hdf5Reader& file, const std::string& name,
                                            std::size_t pair, std::span<const std::int64_t> row,
                                            std::size_t points) {
  const auto used = static_cast<std::size_t>(std::find(row.begin(), row.end(), -1) - row.begin());
  const bool rest_unused = std::all_of(row.begin() + static_cast<std::ptrdiff_t>(used), row.end(),
                                       [](std::int64_t entry) { return entry == -1; });
  std::vector<bool> seen(used, false);
  bool sound = rest_unused && (used == 0 || used == points);
  for (std::size_t i = 0; sound && i < used; ++i) {
    sound =
        row[i] >= 0 && row[i] < static_cast<std::int64_t>(used) && !seen[static_cast<std::size_t>(row[i])];
    if (sound) seen[static_cast<std::size_t>(row[i])] = true;
  }
  if (!sound)
    refuse_dataset(file, name, fmt::format("a row {} that is no permutation", pair),
                   fmt::format("each of 0 to {} once, then -1", points - 1));
  return {row.begin(), row.begin() + static_cast<std::ptrdiff_t>(used)};
}

struct CouplingColumns {
  std::vector<std::int64_t> offset, row, column;
  std::vector<double> mass;
};

CouplingColumns read_columns(const store::Hdf5Reader& file, const std::string& at, std::size_t pairs) {
  require_shape(file, at + "/offset", {pairs + 1});
  CouplingColumns columns{file.read_integers(at + "/offset"), file.read_integers(at + "/row"),
                          file.read_integers(at + "/column"), file.read_doubles(at + "/mass")};
  const std::size_t entries = columns.mass.size();
  for (const char* name : {"/row", "/column", "/mass"}) require_shape(file, at + name, {entries});
  const auto& offset = columns.offset;
  if (offset.front() != 0 || !std::is_sorted(offset.begin(), offset.end()) ||
      offset.back() != static_cast<std::int64_t>(entries))
    refuse_dataset(file, at + "/offset", "numbers out of order",
                   fmt::format("ascending from 0 to {}", entries));
  return columns;
}

std::vector<data::CouplingEntry> parse_coupling(const store::Hdf5Reader& file, const std::string& at,
                                                const CouplingColumns& columns, std::size_t pair,
                                                std::size_t rows, std::size_t width) {
  std::vector<data::CouplingEntry> coupling;
  double total = 0;
  for (auto k = static_cast<std::size_t>(columns.offset[pair]);
       k < static_cast<std::size_t>(columns.offset[pair + 1]); ++k) {
    const std::int64_t row = columns.row[k], column = columns.column[k];
    if (row < 0 || row >= static_cast<std::int64_t>(rows) || column < 0 ||
        column >= static_cast<std::int64_t>(width))
      refuse_dataset(file, at, fmt::format("entry {} at ({}, {})", k, row, column),
                     fmt::format("points of layers of {} and {} points", rows, width));
    if (!(columns.mass[k] >= 0) || !std::isfinite(columns.mass[k]))
      refuse_dataset(file, at + "/mass", fmt::format("the mass {} at {}", columns.mass[k], k),
                     "finite masses that are not negative");
    total += columns.mass[k];
    coupling.push_back({static_cast<std::int32_t>(row), static_cast<std::int32_t>(column), columns.mass[k]});
  }
  // a sum of at most 2^31 masses of which each is rounded to 2^-53
  if (!coupling.empty() && std::abs(total - 1) > 1e-6)
    refuse_dataset(file, at + "/mass", fmt::format("a total of {} for pair {}", total, pair), "1");
  return coupling;
}

}  // namespace

void refuse_dataset(const store::Hdf5Reader& file, const std::string& name, const std::string& found,
                    const std::string& expected) {
  throw core::InputError({file.path().string(), name, found, expected});
}

void require_shape(const store::Hdf5Reader& file, const std::string& name,
                   const std::vector<std::size_t>& shape) {
  const auto found = file.info(name).shape;
  if (found != shape)
    refuse_dataset(file, name, fmt::format("shape ({})", fmt::join(found, ", ")),
                   fmt::format("shape ({})", fmt::join(shape, ", ")));
}

std::vector<double> read_finite(const store::Hdf5Reader& file, const std::string& name,
                                const std::vector<std::size_t>& shape) {
  require_shape(file, name, shape);
  auto values = file.read_doubles(name);
  const auto bad =
      std::find_if(values.begin(), values.end(), [](double value) { return !std::isfinite(value); });
  if (bad != values.end())
    refuse_dataset(file, name, fmt::format("{} at place {}", *bad, bad - values.begin()), "finite numbers");
  return values;
}

LoadedPairs pairs_to_load(data::LayerDistances& layers) {
  LoadedPairs pairs{"measures/gw", layers.pair, {}};
  for_each_pair(layers.name.size(), [&](std::size_t first, std::size_t second, std::size_t) {
    pairs.points.emplace_back(layers.points[first], layers.points[second]);
  });
  return pairs;
}

void read_permutations(const store::Hdf5Reader& file, const LoadedPairs& pairs) {
  const std::string name = pairs.at + "/permutation";
  if (!file.exists(name)) return;
  const std::size_t columns = matrix_columns(file, name, pairs.pair.size());
  const std::size_t rows_per_read =
      std::max<std::size_t>(1, bytes_per_read / sizeof(std::int64_t) / std::max<std::size_t>(1, columns));
  std::vector<std::int64_t> rows;
  for (std::size_t pair = 0; pair < pairs.pair.size(); ++pair) {
    const std::size_t in_part = pair % rows_per_read;
    if (in_part == 0)
      rows = file.read_integer_rows(name, pair, std::min(rows_per_read, pairs.pair.size() - pair));
    const auto row = std::span<const std::int64_t>(rows).subspan(in_part * columns, columns);
    const auto [first, second] = pairs.points[pair];
    auto permutation = parse_permutation(file, name, pair, row, first);
    if (!permutation.empty() && first != second)
      refuse_dataset(file, name, fmt::format("a permutation for pair {}", pair),
                     "none, as its layers differ in points");
    pairs.pair[pair].permutation = std::move(permutation);
  }
}

void read_couplings(const store::Hdf5Reader& file, const LoadedPairs& pairs) {
  const std::string at = pairs.at + "/coupling";
  if (!file.exists(at)) return;
  const CouplingColumns columns = read_columns(file, at, pairs.pair.size());
  for (std::size_t pair = 0; pair < pairs.pair.size(); ++pair) {
    auto& target = pairs.pair[pair];
    target.coupling =
        parse_coupling(file, at, columns, pair, pairs.points[pair].first, pairs.points[pair].second);
    if (!target.coupling.empty() && !target.permutation.empty())
      refuse_dataset(file, at, fmt::format("a coupling and a permutation for pair {}", pair), "one of them");
  }
}

void read_resampled(const store::Hdf5Reader& file, const LoadedPairs& pairs) {
  const std::string name = pairs.at + "/resampled";
  const std::size_t resamples = matrix_columns(file, name, pairs.pair.size());
  const auto values = file.read_doubles(name);
  // values may be NaN: a resample without two different points has no distance
  for (std::size_t pair = 0; pair < pairs.pair.size(); ++pair) {
    const auto row = std::span(values).subspan(pair * resamples, resamples);
    pairs.pair[pair].resampled.assign(row.begin(), row.end());
  }
}

}  // namespace netseam::artifact
