#include "measure_shards.hpp"

#include "measure_record.hpp"

#include "netseam/pipeline/pair_shards.hpp"

namespace netseam::pipeline {
namespace {

/// Matrices of one measure: all samples, ordinary samples, shuffled rows, halves of each network.
std::size_t variants_of(const MeasureCounts& counts) {
  return 2 + counts.shuffles + (1 + counts.twins) * counts.halves;
}

RecordRange records_of(const MeasureCounts& counts) {
  const auto pairs = pair_records(counts.layers);
  return {pairs.first + pairs.count, counts.measures * variants_of(counts)};
}

}  // namespace

MeasureShards::MeasureShards(const parallel::Communicator& communicator, const ShardPlace& place,
                             MeasureCounts counts)
    : counts_(counts), records_(communicator, place.folder, place.key, records_of(counts)) {}

std::size_t MeasureShards::index(std::size_t measure, SampleVariant variant) const {
  std::size_t place = 0;
  if (variant.kind == SampleVariant::Kind::ordinary) place = 1;
  if (variant.kind == SampleVariant::Kind::shuffled) place = 2 + variant.draw;
  if (variant.kind == SampleVariant::Kind::half)
    place = 2 + counts_.shuffles + variant.network * counts_.halves + variant.draw;
  return measure * variants_of(counts_) + place;
}

bool MeasureShards::has(std::size_t measure, SampleVariant variant) const {
  return records_.has(index(measure, variant));
}

std::size_t MeasureShards::finished_count() const {
  std::size_t count = 0;
  for (std::size_t record = 0; record < records_of(counts_).count; ++record)
    if (records_.has(record)) ++count;
  return count;
}

void MeasureShards::add(std::size_t measure, SampleVariant variant, const data::MeasureMatrix& matrix) {
  records_.add(index(measure, variant),
               variant.kind == SampleVariant::Kind::all ? encode(matrix) : encode_distances(matrix));
}

data::MeasureMatrix MeasureShards::read_all_samples(std::size_t measure) const {
  const std::size_t record = index(measure, {});
  return decode_measure(records_.read(record), counts_.layers, records_.file_of(record));
}

std::vector<double> MeasureShards::read_distances(std::size_t measure, SampleVariant variant) const {
  const std::size_t record = index(measure, variant);
  return decode_distances(records_.read(record), counts_.layers, records_.file_of(record));
}

}  // namespace netseam::pipeline
