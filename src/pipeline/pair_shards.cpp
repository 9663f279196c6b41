#include "netseam/pipeline/pair_shards.hpp"

#include "netseam/parallel/agree.hpp"
#include "netseam/pipeline/pair_record.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <span>
#include <utility>

namespace netseam::pipeline {

RecordRange pair_records(std::size_t layers) { return {0, data::pair_count(layers) + layers}; }

PairShards::PairShards(const parallel::Communicator& communicator, std::filesystem::path folder, ShardKey key,
                       std::size_t layers)
    : communicator_(communicator),
      records_(communicator, std::move(folder), std::move(key), pair_records(layers)),
      pairs_(data::pair_count(layers)),
      finished_(pairs_),
      scale_(layers, 0) {
  for (std::size_t pair = 0; pair < pairs_; ++pair) finished_[pair] = records_.has(pair) ? 1 : 0;
  parallel::agree(communicator_, [&] {
    for (std::size_t layer = 0; layer < layers; ++layer) {
      if (!records_.has(pairs_ + layer)) continue;
      const auto bytes = records_.read(pairs_ + layer);
      if (bytes.size() == sizeof(double)) std::memcpy(&scale_[layer], bytes.data(), sizeof(double));
    }
  });
}

std::size_t PairShards::finished_count() const noexcept {
  return static_cast<std::size_t>(std::count(finished_.begin(), finished_.end(), char{1}));
}

void PairShards::add(std::size_t pair, const data::PairDistance& distance) {
  records_.add(pair, encode(distance));
  for (const auto& [layer, scale] : waiting_scale_)
    records_.add(pairs_ + layer, std::as_bytes(std::span(&scale, 1)));
  waiting_scale_.clear();
}

void PairShards::add_scale(std::size_t layer, double scale) { waiting_scale_.emplace_back(layer, scale); }

void PairShards::close() { records_.close(); }

std::vector<data::PairDistance> PairShards::read(std::size_t first, std::size_t last) {
  std::vector<std::size_t> numbers(last - first);
  std::iota(numbers.begin(), numbers.end(), first);
  return read(numbers);
}

std::vector<data::PairDistance> PairShards::read(std::span<const std::size_t> numbers) {
  records_.scan();
  return parallel::agree(communicator_, [&] {
    std::vector<data::PairDistance> pairs;
    for (const std::size_t pair : numbers)
      pairs.push_back(decode_pair(records_.read(pair), records_.file_of(pair)));
    return pairs;
  });
}

void PairShards::remove() { discard_shards(communicator_, records_.folder()); }

}  // namespace netseam::pipeline
