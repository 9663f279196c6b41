#pragma once
#include "netseam/data/layer_distances.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace netseam::pipeline {

/// The records of the pairs of so many layers: pair p is record p, the scale of layer l is record pairs + l.
[[nodiscard]] RecordRange pair_records(std::size_t layers);

/// The finished pairs of an unfinished unit, in shards.
class PairShards {
 public:
  /// Collective. Scans the shards of `key`, shared over the ranks; those of another key are an error of the
  /// caller. `communicator` must outlive the object.
  PairShards(const parallel::Communicator& communicator, std::filesystem::path folder, ShardKey key,
             std::size_t layers);

  /// By data::pair_index: 1 where the pair is in a shard.
  [[nodiscard]] const std::vector<char>& finished() const noexcept { return finished_; }
  /// By layer: scale, 0 where it is not known.
  [[nodiscard]] const std::vector<double>& scale() const noexcept { return scale_; }
  [[nodiscard]] std::size_t finished_count() const noexcept;

  /// Appends to this rank's shard; on disk within two seconds, safe from a kill of the process at once.
  /// Rank-local. A scale is kept back until this rank has a pair: a run that fails before leaves nothing that
  /// the next one, on mended inputs, would have to be forced to discard.
  void add(std::size_t pair, const data::PairDistance& distance);
  void add_scale(std::size_t layer, double scale);
  /// Closes this rank's shard and puts it on disk. Rank-local.
  void close();

  /// Collective, after close() on all ranks. Scans anew and returns the pairs that this rank asks for, in
  /// that order. Throws ConfigError where one is missing, since somebody removed it.
  [[nodiscard]] std::vector<data::PairDistance> read(std::span<const std::size_t> numbers);
  /// Likewise, the pairs first .. last-1.
  [[nodiscard]] std::vector<data::PairDistance> read(std::size_t first, std::size_t last);
  /// Collective. Deletes the folder; the product is in its place.
  void remove();

 private:
  const parallel::Communicator& communicator_;
  RecordShards records_;
  std::size_t pairs_;
  std::vector<char> finished_;
  std::vector<double> scale_;
  std::vector<std::pair<std::size_t, double>> waiting_scale_;  // by layer
};

}  // namespace netseam::pipeline
