#include "save_pair_blocks.hpp"

#include "layers_schema.hpp"

#include "netseam/core/error.hpp"
#include "netseam/parallel/agree.hpp"
#include "netseam/parallel/collectives.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace netseam::artifact {
namespace {

using Shape = std::vector<std::size_t>;

std::size_t largest_over_ranks(const parallel::Communicator& communicator, std::size_t value) {
  return static_cast<std::size_t>(
      parallel::all_reduce(communicator, static_cast<std::int64_t>(value), parallel::Reduction::maximum));
}

// entries of the couplings of the ranks before this one, and of all ranks
struct EntryCount {
  std::size_t before = 0, all = 0;
};

EntryCount count_entries(const parallel::Communicator& communicator, std::size_t mine) {
  EntryCount count;
  const auto counts = parallel::all_gather<std::size_t>(communicator, std::vector<std::size_t>{mine});
  for (std::size_t rank = 0; rank < counts.size(); ++rank) {
    if (rank < static_cast<std::size_t>(communicator.rank())) count.before += counts[rank];
    count.all += counts[rank];
  }
  return count;
}

template <class T, class Value>
void write_entries(const parallel::Communicator& communicator, store::CollectiveFile& file,
                   const PairBlock& block, const std::string& name, const EntryCount& count,
                   const std::string& description, const std::string& unit, Value&& value) {
  const auto mine = parallel::agree(communicator, [&] {
    std::vector<T> values;
    for (const auto& pair : block.pair)
      for (const auto& entry : pair.coupling) values.push_back(value(entry));
    return values;
  });
  file.write_block<T>(block.at + "/coupling/" + name, Shape{count.all}, count.before, mine,
                      described(description, unit, "entry"));
}

}  // namespace

PairBlock block_of_pairs(const data::LayerDistances& layers) {
  return {"measures/gw", data::pair_count(layers.name.size()), layers.first_pair, layers.pair,
          "(0,1), (0,2), ..., (1,2), ..."};
}

void write_permutations(const parallel::Communicator& communicator, store::CollectiveFile& file,
                        const PairBlock& block) {
  std::size_t longest = 0;
  for (const auto& pair : block.pair) longest = std::max(longest, pair.permutation.size());
  longest = largest_over_ranks(communicator, longest);
  if (longest == 0) return;
  const auto rows = parallel::agree(communicator, [&] {
    std::vector<std::int32_t> values(block.pair.size() * longest, -1);
    for (std::size_t pair = 0; pair < block.pair.size(); ++pair)
      std::copy(block.pair[pair].permutation.begin(), block.pair[pair].permutation.end(),
                values.begin() + static_cast<std::ptrdiff_t>(pair * longest));
    return values;
  });
  file.write_block<std::int32_t>(
      block.at + "/permutation", Shape{block.pairs, longest}, block.first, rows,
      described("point of the second layer that each point of the first is matched with; -1 = unused. "
                "Pairs in the order " +
                    block.order,
                "point", "pair, point"),
      store::Packing::deflate);
}

void write_couplings(const parallel::Communicator& communicator, store::CollectiveFile& file,
                     const PairBlock& block) {
  std::size_t mine = 0;
  for (const auto& pair : block.pair) mine += pair.coupling.size();
  const EntryCount count = count_entries(communicator, mine);
  if (count.all == 0) return;
  // offset[p] by the rank of pair p; the last one by the rank of the last pair
  std::vector<std::int64_t> offset;
  std::size_t next = count.before;
  for (const auto& pair : block.pair) {
    offset.push_back(static_cast<std::int64_t>(next));
    next += pair.coupling.size();
  }
  if (!block.pair.empty() && block.first + block.pair.size() == block.pairs)
    offset.push_back(static_cast<std::int64_t>(next));
  file.write_block<std::int64_t>(
      block.at + "/coupling/offset", Shape{block.pairs + 1}, block.first, offset,
      described("the entries of pair p are offset[p] .. offset[p+1]-1", "entry", "pair + 1"));
  write_entries<std::int32_t>(communicator, file, block, "row", count, "point of the first layer", "point",
                              [](const data::CouplingEntry& entry) { return entry.row; });
  write_entries<std::int32_t>(communicator, file, block, "column", count, "point of the second layer",
                              "point", [](const data::CouplingEntry& entry) { return entry.column; });
  write_entries<double>(communicator, file, block, "mass", count, "mass moved between the two points", "1",
                        [](const data::CouplingEntry& entry) { return entry.mass; });
}

void write_resampled(const parallel::Communicator& communicator, store::CollectiveFile& file,
                     const PairBlock& block) {
  std::size_t resamples = 0;
  for (const auto& pair : block.pair) resamples = std::max(resamples, pair.resampled.size());
  resamples = largest_over_ranks(communicator, resamples);
  const auto rows = parallel::agree(communicator, [&] {
    std::vector<double> values;
    for (const auto& pair : block.pair) {
      if (pair.resampled.size() != resamples)
        throw core::InternalError(
            fmt::format("a pair has {} resampled losses, another {}", pair.resampled.size(), resamples));
      values.insert(values.end(), pair.resampled.begin(), pair.resampled.end());
    }
    return values;
  });
  file.write_block<double>(block.at + "/resampled", Shape{block.pairs, resamples}, block.first, rows,
                           described("loss of the same coupling on each bootstrap resample of the samples",
                                     "1", "pair, resample"));
}

}  // namespace netseam::artifact
