#pragma once
// The finished matrices of the measures beside Gromov-Wasserstein of an unfinished unit.
#include "netseam/data/measure_matrix.hpp"
#include "netseam/parallel/communicator.hpp"
#include "netseam/pipeline/record_shards.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace netseam::pipeline {

/// Which samples a measure is taken on, in what order, and of which network.
struct SampleVariant {
  enum class Kind : unsigned char { all, ordinary, half, shuffled };
  Kind kind = Kind::all;
  std::size_t draw = 0;     // of half and shuffled
  std::size_t network = 0;  // of half: 0 = the unit's own, 1 .. = its twins
};

/// How many matrices there are.
struct MeasureCounts {
  std::size_t layers = 0, measures = 0;
  std::size_t halves = 0, shuffles = 0;  // of each measure
  std::size_t twins = 0;                 // with halves of their own
};

/// Where the shards of a unit are, and what they must be of.
struct ShardPlace {
  std::filesystem::path folder;
  ShardKey key;
};

/// Matrices in shards, after the records of the pairs in the same folder. Measures are numbered from 0.
class MeasureShards {
 public:
  /// Collective; as RecordShards.
  MeasureShards(const parallel::Communicator& communicator, const ShardPlace& place, MeasureCounts counts);

  [[nodiscard]] bool has(std::size_t measure, SampleVariant variant) const;
  /// How many there are of all measures.
  [[nodiscard]] std::size_t finished_count() const;

  /// Keeps the matrix on all samples, or the distances of another variant. Rank-local; as RecordShards::add.
  void add(std::size_t measure, SampleVariant variant, const data::MeasureMatrix& matrix);
  void close() { records_.close(); }
  /// Finds what all ranks have added. Collective, after close() on all ranks.
  void scan() { records_.scan(); }

  /// What add() was given. Rank-local; errors as of RecordShards::read and of the record.
  [[nodiscard]] data::MeasureMatrix read_all_samples(std::size_t measure) const;
  [[nodiscard]] std::vector<double> read_distances(std::size_t measure, SampleVariant variant) const;

 private:
  [[nodiscard]] std::size_t index(std::size_t measure, SampleVariant variant) const;
  MeasureCounts counts_;
  RecordShards records_;
};

}  // namespace netseam::pipeline
