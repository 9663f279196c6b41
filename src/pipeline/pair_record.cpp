#include "netseam/pipeline/pair_record.hpp"

#include "netseam/core/error.hpp"

#include <bit>
#include <cstring>

namespace netseam::pipeline {
namespace {

static_assert(std::endian::native == std::endian::little, "shards are little-endian");

struct RecordHead {
  double loss, lower_bound, identity, gap;
  std::uint64_t matches, entries, resamples;  // lengths of the arrays that follow
  std::uint32_t iterations;
  std::uint8_t start, status;
  std::uint16_t version;
};
static_assert(sizeof(RecordHead) == 64);

template <class T>
void append(std::vector<std::byte>& bytes, std::span<const T> values) {
  const auto view = std::as_bytes(values);
  const std::size_t before = bytes.size();  // not insert: g++ 12 warns of an overflow that is not there
  bytes.resize(before + view.size());
  if (!view.empty()) std::memcpy(bytes.data() + before, view.data(), view.size());
}

template <class T>
bool take(std::span<const std::byte>& bytes, std::uint64_t count, std::vector<T>& values) {
  if (count > bytes.size() / sizeof(T)) return false;
  values.resize(count);
  if (count > 0) std::memcpy(values.data(), bytes.data(), count * sizeof(T));
  bytes = bytes.subspan(count * sizeof(T));
  return true;
}

}  // namespace

std::vector<std::byte> encode(const data::PairDistance& pair) {
  const RecordHead head{pair.loss,
                        pair.lower_bound,
                        pair.identity,
                        pair.gap,
                        pair.permutation.size(),
                        pair.coupling.size(),
                        pair.resampled.size(),
                        pair.iterations,
                        static_cast<std::uint8_t>(pair.start),
                        static_cast<std::uint8_t>(pair.status),
                        1};
  std::vector<std::byte> bytes;
  append(bytes, std::span(&head, 1));
  append(bytes, std::span(pair.resampled));
  for (const auto& entry : pair.coupling) {  // member by member: the struct may have padding
    append(bytes, std::span(&entry.mass, 1));
    append(bytes, std::span(&entry.row, 1));
    append(bytes, std::span(&entry.column, 1));
  }
  append(bytes, std::span(pair.permutation));
  return bytes;
}

data::PairDistance decode_pair(std::span<const std::byte> bytes, const std::string& file) {
  RecordHead head{};
  bool fits = bytes.size() >= sizeof(head);
  if (fits) std::memcpy(&head, bytes.data(), sizeof(head));
  fits = fits && head.version == 1 && head.start <= 3 && head.status <= 1;
  data::PairDistance pair;
  if (fits) {
    bytes = bytes.subspan(sizeof(head));
    constexpr std::size_t entry_bytes = 16;
    fits = take(bytes, head.resamples, pair.resampled) && head.entries <= bytes.size() / entry_bytes;
    if (fits) pair.coupling.resize(head.entries);
    for (auto& entry : pair.coupling) {
      std::memcpy(&entry.mass, bytes.data(), 8);
      std::memcpy(&entry.row, bytes.data() + 8, 4);
      std::memcpy(&entry.column, bytes.data() + 12, 4);
      bytes = bytes.subspan(entry_bytes);
    }
    fits = fits && take(bytes, head.matches, pair.permutation) && bytes.empty();
  }
  if (!fits)
    throw core::InputError(
        {file, "record of a pair", "lengths that do not fit", "a whole record, version 1"});
  pair.loss = head.loss;
  pair.lower_bound = head.lower_bound;
  pair.identity = head.identity;
  pair.gap = head.gap;
  pair.iterations = head.iterations;
  pair.start = static_cast<data::Start>(head.start);
  pair.status = static_cast<data::SolveStatus>(head.status);
  return pair;
}

}  // namespace netseam::pipeline
